using System.Text;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Toolchain.Tests.Simulation;

public sealed class IcarusSimulatorTests(ToolsFixture fixture)
{
    private const string Adder = "module adder (input logic [7:0] a_i, b_i, output logic [8:0] y_o);\n  assign y_o = a_i + b_i;\nendmodule\n";

    private const string AdderBench = """
        module tb;
          reg [7:0] vectors [0:3];
          reg [7:0] b;
          wire [8:0] y;
          integer i, file;
          adder u_dut (.a_i(vectors[i]), .b_i(b), .y_o(y));
          initial begin
            $readmemh("in.hex", vectors);
            if (!$value$plusargs("b=%d", b)) b = 0;
            file = $fopen("out.txt", "w");
            for (i = 0; i < 4; i = i + 1) #1 $fdisplay(file, "%0d", y);
            $fclose(file);
            $display("four vectors");
            $finish;
          end
        endmodule

        """;

    [Fact]
    public async Task RunAsync_FilesAndArguments_GoInAndComeBack()
    {
        var result = await RunAsync(AdderBench, "01\n02\nff\n10\n", "+b=255", "out.txt");

        Assert.True(result.Completed, result.Log + string.Join('\n', result.Diagnostics));
        Assert.Equal("256\n257\n510\n271\n", Encoding.ASCII.GetString(result.Outputs["out.txt"]));
        Assert.StartsWith("four vectors", result.Log);
        Assert.Empty(result.Diagnostics);
    }

    [Fact]
    public async Task RunAsync_MissingOutput_IsAnError()
    {
        var result = await RunAsync(AdderBench, "01\n02\nff\n10\n", "+b=1", "other.txt");

        Assert.False(result.Completed);
        Assert.Equal("NO-OUTPUT", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public async Task RunAsync_DesignThatDoesNotCompile_IsAResult()
    {
        var result = await RunAsync(AdderBench.Replace(".b_i(b)", ".c_i(b)"), "01\n", "+b=1", "out.txt");

        Assert.False(result.Completed);
        Assert.Contains(result.Diagnostics, static finding => finding is { Severity: DiagnosticSeverity.Error, File: "tb.sv", Line: 6 });
    }

    [Fact]
    public async Task RunAsync_EndlessSimulation_TimesOut()
    {
        var result = await RunAsync("module tb; reg c = 0; adder u_dut (8'd0, 8'd0, ); always #1 c = ~c; endmodule\n", "", "", null, ResourceLimits.Simulation with { WallTime = TimeSpan.FromSeconds(1) });

        Assert.True(result.TimedOut);
        Assert.False(result.Completed);
        Assert.Equal("LIMIT", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public async Task RunAsync_FatalOfATestbench_IsAFinding()
    {
        var result = await RunAsync("module tb;\n  adder u_dut (8'd0, 8'd0, );\n  initial $fatal(1, \"went wrong\");\nendmodule\n", "", "", null);

        Assert.False(result.Completed);
        Assert.Contains(result.Diagnostics, static finding => finding is { Code: "FATAL", File: "tb.sv", Line: 3, Message: "went wrong" });
    }

    [Theory]
    [InlineData("../in.hex")]
    [InlineData("/etc/passwd")]
    [InlineData("sim.vvp")]
    [InlineData("-x")]
    public async Task RunAsync_FileNames_MustBePlain(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(() => RunAsync(AdderBench, "", "", name));

    private Task<SimulationResult> RunAsync(string bench, string input, string argument, string? output, ResourceLimits? limits = null) =>
        fixture.Tools.IcarusSimulator.RunAsync(
            new SimulationRequest
            {
                Design = CheckedDesign.Combine("tb", ToolsFixture.Design("adder", Adder), ToolsFixture.Testbench("tb", bench)),
                Inputs = new Dictionary<string, byte[]> { ["in.hex"] = Encoding.ASCII.GetBytes(input) },
                Arguments = argument.Length > 0 ? [argument] : [],
                Outputs = output is null ? [] : [output],
                Limits = limits ?? ResourceLimits.Simulation,
            },
            TestContext.Current.CancellationToken);
}
