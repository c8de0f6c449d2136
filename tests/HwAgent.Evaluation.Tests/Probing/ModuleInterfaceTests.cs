using HwAgent.Evaluation.Probing;

namespace HwAgent.Evaluation.Tests.Probing;

public sealed class ModuleInterfaceTests
{
    [Theory]
    [InlineData("module m (input a, input [3:0] b, output reg signed [7:0] y);", "a:0:0:in b:3:0:in y:7:0:out:signed")]
    [InlineData("module m (\n input [2:0] a, b,\n output y, z\n);", "a:2:0:in b:2:0:in y:0:0:out z:0:0:out")]
    [InlineData("module m #(parameter N = 4, parameter int W = 2*N) (input wire [W-1:0] a, output logic [$clog2(W):0] y);", "a:7:0:in y:3:0:out")]
    [InlineData("module m (a, y);\n parameter N = 8'd5;\n input [N-1:0] a;\n output reg [1:3] y;", "a:4:0:in y:1:3:out")]
    [InlineData("// module m (input x);\nmodule other (input q); endmodule module m (output y /* none */);", "y:0:0:out")]
    [InlineData("module m (input [2**3-1:0] a, output [(1+2)*2-1:0] y, output w);", "a:7:0:in y:5:0:out w:0:0:out")]
    [InlineData("module m (input [3:1] x, output reg q = 1'b0);", "x:3:1:in q:0:0:out")]
    [InlineData("module m ();", "")]
    public void Read_Header_GivesPorts(string text, string expected)
    {
        var module = ModuleInterface.Read(text, "m");

        Assert.NotNull(module);
        Assert.Equal(expected, string.Join(' ', module.Ports.Select(port => $"{port.Name}:{port.Left}:{port.Right}:{(port.IsInput ? "in" : "out")}{(port.IsSigned ? ":signed" : string.Empty)}")));
    }

    [Theory]
    [InlineData("module other (input a);")]
    [InlineData("module m (inout a);")]
    [InlineData("module m (input [N-1:0] a);")]
    [InlineData("module m (input [3:0] a [0:1]);")]
    [InlineData("module m (input a, input a);")]
    [InlineData("module m (input a")]
    [InlineData("")]
    public void Read_WhatIsNoPlainInterface_GivesNull(string text) => Assert.Null(ModuleInterface.Read(text, "m"));

    [Fact]
    public void Header_OfWhatWasRead_ReadsTheSame()
    {
        var module = ModuleInterface.Read("module m (input signed [7:0] a, input c, output reg [0:0] y);", "m")!;

        Assert.Equal(module.Ports, ModuleInterface.Read(module.Header(), "m")!.Ports);
        Assert.Equal(module.Ports, ModuleInterface.Read(module.Header("n", variables: true), "n")!.Ports);
    }
}
