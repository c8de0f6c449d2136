using HwAgent.Evals.Solvers;

namespace HwAgent.Evals.Tests.Solvers;

public sealed class ModuleTextTests
{
    [Fact]
    public void Empty_AnsiPorts_KeepsTheHeaderAlone() => Assert.Equal(
        "module TopModule #(parameter W = 8) (\n  input clk, // a ; in a comment\n  output reg [W-1:0] q);\nendmodule\n",
        ModuleText.Empty("// module RefModule\nmodule Other; endmodule\nmodule RefModule #(parameter W = 8) (\n  input clk, // a ; in a comment\n  output reg [W-1:0] q);\n  always @(posedge clk) q <= 0;\nendmodule\n", "RefModule", "TopModule"));

    /// <summary>Without the directions in its body the module would not compile, and so prove nothing.</summary>
    [Fact]
    public void Empty_PortsOf1995_KeepsTheirDirections() => Assert.Equal(
        "module m (a, b);\ninput [3:0] a;\noutput b;\nendmodule\n",
        ModuleText.Empty("module r (a, b);\n  input [3:0] a; output b;\n  wire b = ^a;\nendmodule", "r", "m"));

    [Fact]
    public void Empty_NoSuchModule_Throws() => Assert.Throws<FormatException>(() => ModuleText.Empty("module a; endmodule", "b", "c"));
}
