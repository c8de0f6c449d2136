using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;

namespace HwAgent.Agent.Tests.Llm;

public sealed class DiagnosticDistillerTests
{
    private static readonly RtlSource Pe = new("pe.sv", "module pe (\n  input  logic clk_i\n);\n  logic [7:0] a;\n  assign a = 9'd256;\n  assign b = a;\nendmodule\n");

    [Fact]
    public void Distill_ErrorAfterWarning_ComesFirstWithItsLines()
    {
        var text = DiagnosticDistiller.Distill(
        [
            new Diagnostic("verilator", DiagnosticSeverity.Note, "INFO", "Ran in 3 ms."),
            new Diagnostic("verilator", DiagnosticSeverity.Warning, "WIDTH", "Operator ASSIGN expects 8 bits but has 9.") { File = "pe.sv", Line = 5, Advice = "Size the constant." },
            new Diagnostic("verilator", DiagnosticSeverity.Error, "UNDECLARED", "Can't find definition of 'b'") { File = "pe.sv", Line = 6 },
        ],
        [Pe]);

        Assert.Equal("""
            1. error verilator UNDECLARED pe.sv:6: Can't find definition of 'b'
                   5 |   assign a = 9'd256;
               >   6 |   assign b = a;
                   7 | endmodule
            2. warning verilator WIDTH pe.sv:5: Operator ASSIGN expects 8 bits but has 9.
               advice: Size the constant.
                   4 |   logic [7:0] a;
               >   5 |   assign a = 9'd256;
                   6 |   assign b = a;
            """, text);
    }

    [Fact]
    public void Distill_SameKindManyTimes_IsSaidOnce()
    {
        var many = Enumerable.Range(1, 100).Select(i => new Diagnostic("icarus", DiagnosticSeverity.Error, "syntax", $"Unknown name 'x{i}' in width {i}") { File = "other.sv", Line = i });

        var text = DiagnosticDistiller.Distill([.. many, .. many], [Pe]);

        Assert.Equal("""
            1. error icarus syntax other.sv:1: Unknown name 'x1' in width 1
               also 99 more like it: other.sv:2, other.sv:3, other.sv:4, other.sv:5, other.sv:6, ...
            """, text);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(40)]
    public void Distill_ManyKinds_StaysWithinTheLimitAndKeepsTheFirst(int maxLines)
    {
        var many = Enumerable.Range(1, 50).Select(i => new Diagnostic("yosys", DiagnosticSeverity.Error, $"E{i}", "Broken.") { File = "pe.sv", Line = 5, Advice = "Mend it." }).ToList();

        var lines = DiagnosticDistiller.Distill(many, [Pe], maxLines).Split('\n');

        Assert.InRange(lines.Length, 2, maxLines);
        Assert.Equal("1. error yosys E1 pe.sv:5: Broken.", lines[0]);
        Assert.EndsWith("further kinds of finding are left out: they may be consequences of the first.)", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Distill_HugeMessageAndControlCharacters_StaysShortAndPlain()
    {
        var text = DiagnosticDistiller.Distill(
            [new Diagnostic("yosys", DiagnosticSeverity.Error, "E", "a\n\u001b[31mb" + new string('x', 100_000)) { Excerpt = "line one\nline two\nthree\nfour" }], []);

        Assert.InRange(text.Length, 160, 300);
        Assert.DoesNotContain('\u001b', text);
        Assert.Equal(["1. error yosys E: a  [31mb", "        | line one", "        | line two", "        | three"], text.Split('\n').Select(l => l[..Math.Min(l.Length, 26)].TrimEnd('x')));
    }

    [Fact]
    public void Distill_NotesOnly_AreSaid()
    {
        Assert.Equal("1. note model reply.truncated line 3: Cut.", DiagnosticDistiller.Distill([new Diagnostic("model", DiagnosticSeverity.Note, "reply.truncated", "Cut.") { Line = 3 }], []));
    }

    [Fact]
    public void Distill_Nothing_IsEmpty()
    {
        Assert.Equal("", DiagnosticDistiller.Distill([], []));
    }
}
