using System.Text;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Toolchain.Tests.Simulation;

public sealed class IcarusBenchTests(ToolsFixture fixture)
{
    private static readonly BenchRequest Short = new() { CpuTime = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task RunAsync_Testbench_BringsLogAndFile()
    {
        var design = ToolsFixture.Testbench("tb", "module tb;\n  integer f;\n  initial begin f = $fopen(\"out.txt\", \"w\"); $fwrite(f, \"%b\", 4'b10x1); $display(\"done\"); $finish; end\nendmodule\n");

        var run = await fixture.Tools.IcarusBench.RunAsync(design, new BenchRequest { Output = "out.txt" }, "whole", static run => run, TestContext.Current.CancellationToken);

        Assert.True(run.Compiled);
        Assert.Null(run.StoppedBy);
        Assert.Contains("done", run.RunLog, StringComparison.Ordinal);
        Assert.Equal("10x1", Encoding.ASCII.GetString(run.Output!));
    }

    [Fact]
    public async Task RunAsync_SameDesignAgain_ReducesOnce()
    {
        var design = ToolsFixture.Testbench("tb", "module tb;\n  initial $display(\"once\");\nendmodule\n");
        var reductions = 0;

        for (var round = 0; round < 2; round++)
        {
            var log = await fixture.Tools.IcarusBench.RunAsync(
                design, new BenchRequest(), "log", run => { reductions++; return run.RunLog; }, TestContext.Current.CancellationToken);
            Assert.Equal("once\n", log);
        }

        Assert.Equal(1, reductions);
    }

    [Fact]
    public async Task RunUncheckedAsync_TextThatDoesNotCompile_SaysWhere()
    {
        var run = await RunAsync("module tb;\n  assign y = ;\nendmodule\n");

        Assert.False(run.Compiled);
        Assert.Contains("syntax error", run.CompileLog, StringComparison.Ordinal);
        Assert.Equal(("tb.sv", 2), (run.Diagnostics[0].File, run.Diagnostics[0].Line));
    }

    [Theory]
    [InlineData("initial while (1);", "CPU time")]
    [InlineData("initial forever $display(\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\");", null)]
    public async Task RunUncheckedAsync_RunWithoutEnd_IsStopped(string body, string? limit)
    {
        var run = await RunAsync($"module tb;\n  {body}\nendmodule\n");

        Assert.True(run.Compiled);
        // What ends an output bomb first, the length of the file or the time, is the machine's choice.
        if (limit is null) Assert.NotNull(run.StoppedBy);
        else Assert.Equal(limit, run.StoppedBy);
    }

    [Fact]
    public async Task RunUncheckedAsync_WithoutSandbox_Refuses()
    {
        var tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(fixture.Folder, "unwalled"), JobFolder = fixture.JobRoot, UnsafeNoSandbox = true });

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            tools.IcarusBench.RunUncheckedAsync(new RtlDesign("tb", [new RtlSource("tb.sv", "module tb; endmodule\n")]), Short, "whole", static run => run, TestContext.Current.CancellationToken));
    }

    private Task<BenchRun> RunAsync(string text) =>
        fixture.Tools.IcarusBench.RunUncheckedAsync(new RtlDesign("tb", [new RtlSource("tb.sv", text)]), Short, "whole", static run => run with { RunLog = string.Empty }, TestContext.Current.CancellationToken);
}
