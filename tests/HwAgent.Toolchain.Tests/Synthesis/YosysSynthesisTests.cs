using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Synthesis;

namespace HwAgent.Toolchain.Tests.Synthesis;

public sealed class YosysSynthesisTests(ToolsFixture fixture)
{
    [Fact]
    public async Task RunAsync_Array_AddsUpThroughInstances()
    {
        var result = await SynthesiseAsync("array", null, SystolicArray.Element, SystolicArray.Array(4, 4));

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        var element = result.Modules.Single(static module => module.Name == "pe");
        Assert.Equal(16, element.Instances);
        Assert.Equal(48, element.FlipFlops);
        Assert.Equal(16 * 48, result.FlipFlops);
        Assert.InRange(element.AreaGateEquivalents, 1100, 1500);
        Assert.Equal(16 * element.AreaGateEquivalents, result.AreaGateEquivalents, 1);
        Assert.InRange(result.LogicDepth, 25, 60);
        Assert.Equal(element.LogicDepth, result.LogicDepth);
    }

    // Weights from GateWeights: NAND2 = 1, INV = 0.532 / 0.798, XOR2 = 2, DFF = 4.522 / 0.798, DFFR = 5.320 / 0.798.
    [Theory]
    [InlineData("assign y = ~(a & b);", 1, 0, 1)]
    [InlineData("assign y = ~a;", 0.67, 0, 1)]
    [InlineData("assign y = a ^ b;", 2, 0, 1)]
    [InlineData("assign y = a;", 0, 0, 0)]
    [InlineData("always_ff @(posedge clk_i) y <= a;", 5.67, 1, 0)]
    [InlineData("always_ff @(posedge clk_i or negedge rst_ni) if (!rst_ni) y <= 0; else y <= a;", 6.67, 1, 0)]
    [InlineData("always_ff @(posedge clk_i or negedge rst_ni) if (!rst_ni) y <= 1; else y <= a;", 6.67, 1, 0)]
    [InlineData("logic q; always_ff @(posedge clk_i) begin q <= a; y <= ~q; end", 12, 2, 1)]
    public async Task RunAsync_KnownGates_HaveKnownCost(string body, double area, int flipFlops, int depth)
    {
        var result = await UnitAsync(body);

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        Assert.Equal((area, flipFlops, 0L, depth), (result.AreaGateEquivalents, result.FlipFlops, result.MemoryBits, result.LogicDepth));
    }

    [Fact]
    public async Task RunAsync_PathThroughModules_IsCountedWhole()
    {
        const string inverter = "module inv (input logic i, output logic o);\nassign o = ~i;\nendmodule\n";
        const string keep = "module pass (input logic i, output logic o);\nlogic m;\ninv u_a (.i, .o(m));\ninv u_b (.i(m), .o);\nendmodule\n";

        var result = await SynthesiseAsync("unit", null, inverter, keep, Unit("logic m, n, q; always_ff @(posedge clk_i) begin q <= a; y <= n; end pass u_1 (.i(q), .o(m)); pass u_2 (.i(m), .o(n));"));

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        Assert.Equal(4, result.LogicDepth);
        Assert.Equal([("inv", 4, 1), ("pass", 2, 2), ("unit", 1, 4)], result.Modules.Select(static module => (module.Name, module.Instances, module.LogicDepth)).Order());
    }

    [Fact]
    public async Task RunAsync_RegisterInAModule_EndsThePath()
    {
        const string stage = "module stage (input logic clk_i, i, output logic o);\nlogic q;\nalways_ff @(posedge clk_i) q <= ~i;\nassign o = ~q;\nendmodule\n";

        var result = await SynthesiseAsync("unit", null, stage, Unit("logic m; stage u_1 (.clk_i, .i(a), .o(m)); stage u_2 (.clk_i, .i(m), .o(y));"));

        Assert.Equal(2, result.LogicDepth);
    }

    [Fact]
    public async Task RunAsync_LoopThroughModules_IsAnError()
    {
        const string inverter = "module inv (input logic i, output logic o);\nassign o = ~i;\nendmodule\n";

        var result = await SynthesiseAsync("unit", null, inverter, Unit("logic m, n; inv u_a (.i(m), .o(n)); inv u_b (.i(n), .o(m)); assign y = m ^ a;"));

        Assert.Contains(result.Diagnostics, static finding => finding is { Code: "LOOP", Severity: DiagnosticSeverity.Error });
        Assert.False(result.Passed);
    }

    [Fact]
    public async Task RunAsync_Memories_AreMacrosAboveTheThreshold()
    {
        const string body = "logic [7:0] big [0:511]; logic [3:0] small [0:7]; logic [7:0] q; always_ff @(posedge clk_i) begin if (a) big[p] <= p[7:0]; q <= big[p]; if (b) small[p[2:0]] <= p[3:0]; end assign y = ^{q, small[p[5:3]]};";

        var result = await UnitAsync(body);

        Assert.True(result.Passed, string.Join('\n', result.Diagnostics));
        Assert.Equal(512 * 8, result.MemoryBits);
        // The read register of the large memory is part of the macro.
        Assert.Equal(4 * 8, result.FlipFlops);
        Assert.InRange(result.AreaGateEquivalents, 200, 600);
        Assert.Equal(0, (await UnitAsync(body, new SynthesisOptions { MemoryThresholdBits = 10_000 })).MemoryBits);
    }

    [Fact]
    public async Task RunAsync_Parameterisations_AreToldApart()
    {
        const string register = "module register #(parameter int Width = 1) (input logic clk_i, input logic [Width-1:0] d, output logic [Width-1:0] q);\nalways_ff @(posedge clk_i) q <= d;\nendmodule\n";

        var result = await SynthesiseAsync("unit", null, register, Unit("logic [2:0] v; logic [8:0] w; register #(3) u_3 (.clk_i, .d(p[2:0]), .q(v)); register #(9) u_9 (.clk_i, .d(p), .q(w)); register u_1 (.clk_i, .d(^{v, w}), .q(y));"));

        Assert.Equal(["register", "register#2", "register#3", "unit"], result.Modules.Select(static module => module.Name).Order(StringComparer.Ordinal));
        Assert.Equal(13, result.FlipFlops);
    }

    [Theory]
    [InlineData("always_comb if (a) y = b;", "LATCH")]
    [InlineData("assign y = a; assign y = b;", "MULTIDRIVEN")]
    [InlineData("wire w; assign y = w & a;", "UNDRIVEN")]
    [InlineData("logic q; always @* if (a) q = b; assign y = q;", "LATCH")]
    [InlineData("assign y = missing;", "UNDRIVEN")]
    [InlineData("absent u_x (.a);", "ERROR")]
    [InlineData("assign y = = a;", "SYNTAX")]
    public async Task RunAsync_Fault_IsNamedWithPlaceOrSignal(string body, string code)
    {
        var result = await UnitAsync(body);

        var finding = result.Diagnostics.First(finding => finding.Code == code);
        Assert.Equal(DiagnosticSeverity.Error, finding.Severity);
        Assert.False(result.Passed);
        Assert.True(finding.Line == 2 || finding.Message.Contains("unit", StringComparison.Ordinal), finding.ToString());
    }

    [Theory]
    [InlineData(FpgaTarget.Ice40)]
    [InlineData(FpgaTarget.Ecp5)]
    public async Task RunAsync_Fpga_CountsResources(FpgaTarget target)
    {
        var result = await UnitAsync("logic [7:0] big [0:511]; logic [7:0] q; always_ff @(posedge clk_i) begin if (a) big[p] <= p[7:0]; q <= big[p]; y <= ^q; end", new SynthesisOptions { Fpga = target });

        Assert.NotNull(result.Fpga);
        Assert.Equal((target, 1, 0), (result.Fpga.Target, result.Fpga.BlockRams, result.Fpga.Dsps));
        // At least the parity; at most also what makes a simultaneous write and read return the old word.
        Assert.InRange(result.Fpga.FlipFlops, 1, 40);
        Assert.InRange(result.Fpga.Luts, 2, 40);
    }

    [Fact]
    public async Task RunAsync_FpgaOfAHierarchy_CountsEveryInstance()
    {
        const string leaf = "module leaf #(parameter int W = 4) (input logic clk_i, input logic [W-1:0] d, output logic [W-1:0] q); always_ff @(posedge clk_i) q <= d; endmodule\n";
        const string top = "module unit (input logic clk_i, input logic [11:0] d, output logic [11:0] q); leaf #(.W(8)) u_a (.clk_i, .d(d[7:0]), .q(q[7:0])); leaf u_b (.clk_i, .d(d[11:8]), .q(q[11:8])); endmodule\n";

        var result = await SynthesiseAsync("unit", new SynthesisOptions { Fpga = FpgaTarget.Ecp5 }, leaf + top);

        Assert.Equal(12, result.Fpga!.FlipFlops);
    }

    private static string Unit(string body) => $"module unit (input logic clk_i, rst_ni, a, b, input logic [8:0] p, output logic y);\n{body}\nendmodule\n";

    private Task<SynthesisResult> UnitAsync(string body, SynthesisOptions? options = null) => SynthesiseAsync("unit", options, Unit(body));

    private Task<SynthesisResult> SynthesiseAsync(string top, SynthesisOptions? options, params string[] texts) =>
        fixture.Tools.YosysSynthesis.RunAsync(ToolsFixture.Design(top, texts), options, TestContext.Current.CancellationToken);
}
