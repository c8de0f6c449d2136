using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Tests.Lint;

public sealed class VerilatorLintTests(ToolsFixture fixture)
{
    [Fact]
    public async Task RunAsync_CleanDesign_PassesWithoutFindings()
    {
        var result = await fixture.Tools.VerilatorLint.RunAsync(ToolsFixture.Design("array", SystolicArray.Element, SystolicArray.Array(4, 4)), TestContext.Current.CancellationToken);

        Assert.Empty(result.Diagnostics);
        Assert.True(result.Passed);
        Assert.Equal(0, result.Warnings);
        Assert.StartsWith("5.", result.ToolVersion);
    }

    [Theory]
    [InlineData("assign y = b;", "WIDTH", 2, 10)]
    [InlineData("assign y = ^{a, b}; wire [1:0] u;", "UNUSEDSIGNAL", 2, 32)]
    [InlineData("wire w; assign y = a & w;", "UNDRIVEN", 2, 6)]
    [InlineData("always_comb begin if (a) y = 1; end", "LATCH", 2, 1)]
    [InlineData("always_comb case (b[1:0]) 2'd0: y = a; 2'd1: y = b[2]; endcase", "CASEINCOMPLETE", 2, 13)]
    [InlineData("always_ff @(posedge a) y = b[0];", "BLKSEQ", 2, 26)]
    [InlineData("sub u_sub (.i(a)); assign y = a;", "PINMISSING", 2, 5)]
    public async Task RunAsync_Fault_IsAWarningWithPlaceAndAdvice(string body, string code, int line, int column)
    {
        var result = await LintAsync($"module unit (input logic a, input logic [7:0] b, output logic y);\n{body}\nendmodule\nmodule sub (input logic i, output logic o);\nassign o = i;\nendmodule\n");

        var finding = Assert.Single(result.Diagnostics, finding => finding.Code == code);
        Assert.Equal((DiagnosticSeverity.Warning, "unit.sv", line, column, body.TrimEnd()), (finding.Severity, finding.File, finding.Line, finding.Column, finding.Excerpt));
        Assert.NotNull(finding.Advice);
        Assert.False(result.Passed);
        Assert.True(result.Warnings >= 1);
    }

    [Theory]
    [InlineData("module unit (input logic a);\nassign y = = a;\nendmodule\n", "syntax error")]
    [InlineData("module unit (input logic a, output logic y);\nassign y = nowhere + a;\nendmodule\n", "nowhere")]
    [InlineData("module unit (input logic a);\nmissing u_m (.a);\nendmodule\n", "missing")]
    public async Task RunAsync_UnreadableDesign_IsAnErrorWithPlace(string text, string words)
    {
        var result = await LintAsync(text);

        var finding = result.Diagnostics.First(static finding => finding.Severity == DiagnosticSeverity.Error);
        Assert.Contains(words, finding.Message);
        Assert.Equal(("unit.sv", 2), (finding.File, finding.Line));
        Assert.NotNull(finding.Advice);
        Assert.False(result.Passed);
    }

    [Fact]
    public async Task RunAsync_WaiverInATemplate_Holds()
    {
        var result = await LintAsync("module unit (input logic a, output logic y);\n// verilator lint_off UNUSEDSIGNAL\nlogic spare;\n// verilator lint_on UNUSEDSIGNAL\nassign spare = a; assign y = a;\nendmodule\n");

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
    }

    [Fact]
    public async Task RunAsync_Findings_HoldNoHostPathsAndNoTimes()
    {
        var result = await LintAsync("module unit (input logic a, input logic [7:0] b);\nmissing u_m (.a, .b);\nendmodule\n");

        Assert.All(result.Diagnostics, finding => Assert.DoesNotContain("/", finding.Message + finding.File, StringComparison.Ordinal));
    }

    private Task<HwAgent.Toolchain.Lint.LintResult> LintAsync(string text) =>
        fixture.Tools.VerilatorLint.RunAsync(RtlPolicy.Admit(new RtlDesign("unit", [new RtlSource("unit.sv", text)]), PolicyOptions.Template).Require(), TestContext.Current.CancellationToken);
}
