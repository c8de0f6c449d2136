using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Toolchain.Tests.Simulation;

public sealed class VerilatorSimulatorTests(ToolsFixture fixture)
{
    private const string Counter = "module counter #(parameter int Step = 1) (input logic clk_i, output logic [31:0] count_o);\n  always_ff @(posedge clk_i) count_o <= count_o + Step;\nendmodule\n";

    private const string CounterDriver = """
        #include "Vcounter.h"
        #include <cstdio>
        #include <cstdlib>
        #include <cstring>
        int main(int argc, char** argv) {
          Vcounter top;
          top.eval();
          if (!strcmp(argv[1], "loop")) for (;;) { top.clk_i = !top.clk_i; top.eval(); }
          if (!strcmp(argv[1], "crash")) abort();
          FILE* in = fopen("in.bin", "rb");
          int edges = in ? fgetc(in) : 0;
          for (int i = 0; i < edges; i++) { top.clk_i = 1; top.eval(); top.clk_i = 0; top.eval(); }
          FILE* out = fopen("out.txt", "w");
          fprintf(out, "%u", top.count_o);
          fclose(out);
        }

        """;

    [Fact]
    public async Task BuildAsync_Array_RunsManyTimesAndIsDeterministic()
    {
        var design = ToolsFixture.Design("array", SystolicArray.Element, SystolicArray.Array(4, 4));
        var sources = new Dictionary<string, string> { ["main.cpp"] = SystolicArray.Driver.Replace("WORDS", "1") };
        var simulator = fixture.Tools.VerilatorSimulator;

        var build = await simulator.BuildAsync(design, sources, cancellationToken: TestContext.Current.CancellationToken);
        var model = build.Require();
        var first = await simulator.RunAsync(model, new Dictionary<string, byte[]>(), ["1000"], ["out.txt"], cancellationToken: TestContext.Current.CancellationToken);
        var second = await simulator.RunAsync(model, new Dictionary<string, byte[]>(), ["1001"], ["out.txt"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(build.Diagnostics);
        Assert.True(first.Completed, first.Log + string.Join('\n', first.Diagnostics));
        Assert.Equal("done", first.Log);
        Assert.Equal(17, first.Outputs["out.txt"].Length);
        Assert.NotEqual(first.Outputs["out.txt"], second.Outputs["out.txt"]);
    }

    [Fact]
    public async Task BuildAsync_ParametersAndInputFiles_ReachTheSimulation()
    {
        var model = await CounterAsync();

        var result = await fixture.Tools.VerilatorSimulator.RunAsync(model, new Dictionary<string, byte[]> { ["in.bin"] = [7] }, ["run"], ["out.txt"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Completed);
        Assert.Equal("21"u8, result.Outputs["out.txt"]);
    }

    [Fact]
    public async Task RunAsync_EndlessLoop_TimesOut()
    {
        var result = await fixture.Tools.VerilatorSimulator.RunAsync(
            await CounterAsync(), new Dictionary<string, byte[]>(), ["loop"], [], ResourceLimits.Simulation with { WallTime = TimeSpan.FromSeconds(1) }, TestContext.Current.CancellationToken);

        Assert.True(result.TimedOut);
        Assert.False(result.Completed);
    }

    [Fact]
    public async Task RunAsync_Crash_IsAResult()
    {
        var result = await fixture.Tools.VerilatorSimulator.RunAsync(await CounterAsync(), new Dictionary<string, byte[]>(), ["crash"], [], cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.Completed);
        Assert.False(result.TimedOut);
        Assert.Equal("FAILED", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public async Task BuildAsync_FaultInTheDriver_IsNamed()
    {
        var build = await fixture.Tools.VerilatorSimulator.BuildAsync(
            ToolsFixture.Design("counter", Counter), new Dictionary<string, string> { ["main.cpp"] = "int main() {\n  return nothing;\n}\n" }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(build.Model);
        Assert.Contains(build.Diagnostics, static finding => finding is { Tool: "g++", File: "main.cpp", Line: 2 });
        Assert.Contains("nothing", Assert.Throws<InvalidOperationException>(build.Require).Message);
    }

    [Fact]
    public async Task BuildAsync_FaultInTheDesign_IsNamed()
    {
        var build = await fixture.Tools.VerilatorSimulator.BuildAsync(
            ToolsFixture.Design("counter", Counter.Replace("Step;", "Nothing;")), new Dictionary<string, string> { ["main.cpp"] = CounterDriver }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(build.Model);
        Assert.Contains(build.Diagnostics, static finding => finding is { Tool: "verilator", Severity: DiagnosticSeverity.Error, File: "counter.sv", Line: 2 });
    }

    [Fact]
    public async Task BuildAsync_Trace_WritesWaves()
    {
        const string driver = """
            #include "Vcounter.h"
            #include "verilated_vcd_c.h"
            int main() {
              VerilatedContext context;
              context.traceEverOn(true);
              Vcounter top{&context};
              VerilatedVcdC vcd;
              top.trace(&vcd, 9);
              vcd.open("waves.vcd");
              for (int i = 0; i < 4; i++) { top.clk_i = i & 1; top.eval(); vcd.dump((uint64_t)i); }
              vcd.close();
            }

            """;
        var build = await fixture.Tools.VerilatorSimulator.BuildAsync(
            ToolsFixture.Design("counter", Counter), new Dictionary<string, string> { ["main.cpp"] = driver }, new VerilatorBuildOptions { Trace = true, CompilerOptimization = 0 }, TestContext.Current.CancellationToken);

        var result = await fixture.Tools.VerilatorSimulator.RunAsync(build.Require(), new Dictionary<string, byte[]>(), [], ["waves.vcd"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("count_o", System.Text.Encoding.ASCII.GetString(result.Outputs["waves.vcd"]));
    }

    private async Task<VerilatorModel> CounterAsync() => (await fixture.Tools.VerilatorSimulator.BuildAsync(
        ToolsFixture.Design("counter", Counter),
        new Dictionary<string, string> { ["main.cpp"] = CounterDriver },
        new VerilatorBuildOptions { Parameters = new Dictionary<string, string> { ["Step"] = "3" } },
        TestContext.Current.CancellationToken)).Require();
}
