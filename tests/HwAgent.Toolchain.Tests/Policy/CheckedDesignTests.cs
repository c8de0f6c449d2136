using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Policy;

namespace HwAgent.Toolchain.Tests.Policy;

public sealed class CheckedDesignTests
{
    [Fact]
    public void Admit_Candidate_ToolsSeeOneTextWithoutComments()
    {
        const string text = "`timescale 1ns/1ps\nmodule a (output y); // note\n`ifndef SYNTHESIS\n  wire big;\n`else\n  wire small; /* two\nlines */\n`endif\nendmodule";

        var design = Admit("a", text).Require();

        Assert.Equal(
            ["", "module a (output y);", "", "", "", "  wire small;", "", "", "endmodule", ""],
            design.ToolSources[0].Text.Split('\n').Select(static line => line.TrimEnd()));
        Assert.Equal(text, design.Sources[0].Text);
    }

    [Fact]
    public void Admit_NestedConditionals_KeepWhatSynthesisSees()
    {
        const string text = "module a;\n`ifdef SYNTHESIS\nwire k1;\n`ifndef SYNTHESIS\nwire d1;\n`elsif SYNTHESIS\nwire k2;\n`else\nwire d2;\n`endif\nwire k3;\n`else\nwire d3;\n`ifdef SYNTHESIS\nwire d4;\n`endif\n`endif\nwire k4;\nendmodule\n";

        var shown = Admit("a", text).Require().ToolSources[0].Text;

        Assert.Equal(["k1", "k2", "k3", "k4"], shown.Split(' ', '\n', ';').Where(static word => word.Length == 2 && char.IsDigit(word[1])));
    }

    [Fact]
    public void Admit_Template_IsShownAsItIs()
    {
        const string text = "module a; // verilator lint_off UNUSED\nendmodule\n";

        Assert.Equal(text, RtlPolicy.Admit(new RtlDesign("a", [new RtlSource("a.sv", text)]), PolicyOptions.Template).Require().ToolSources[0].Text);
    }

    [Fact]
    public void Admit_RefusedDesign_HasReasonsAndNoDesign()
    {
        var admission = Admit("a", "module a; initial $finish; endmodule\n");

        Assert.Null(admission.Design);
        Assert.Contains("$finish", Assert.Throws<InvalidOperationException>(admission.Require).Message);
    }

    [Theory]
    [InlineData("a; rm -rf /")]
    [InlineData("")]
    [InlineData("-x")]
    public void Admit_TopName_MustBePlain(string top) => Assert.Null(Admit(top, "module a; endmodule\n").Design);

    [Fact]
    public void Combine_Parts_KeepOrderAndTrust()
    {
        var combined = CheckedDesign.Combine("b", Admit("a", "module a; endmodule // x\n").Require(), ToolsFixture.Testbench("b", "module b; a u_a (); endmodule // y\n"));

        Assert.Equal("b", combined.Top);
        Assert.Equal(["a.sv", "b.sv"], combined.Sources.Select(static source => source.Name));
        Assert.DoesNotContain("// x", combined.ToolSources[0].Text);
        Assert.Contains("// y", combined.ToolSources[1].Text);
    }

    [Fact]
    public void Combine_SameModuleOrFileTwice_Throws()
    {
        var a = Admit("a", "module a; endmodule\n").Require();

        Assert.Throws<ArgumentException>(() => CheckedDesign.Combine("a", a, a));
        Assert.Throws<ArgumentException>(() => CheckedDesign.Combine("a", a, RtlPolicy.Admit(new RtlDesign("a", [new RtlSource("b.sv", "module a; endmodule\n")]), PolicyOptions.Candidate).Require()));
    }

    private static Admission Admit(string top, string text) => RtlPolicy.Admit(new RtlDesign(top, [new RtlSource("a.sv", text)]), PolicyOptions.Candidate);
}
