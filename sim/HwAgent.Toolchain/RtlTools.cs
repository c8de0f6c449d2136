using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Inventory;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Lint;
using HwAgent.Toolchain.Sandboxing;
using HwAgent.Toolchain.Simulation;
using HwAgent.Toolchain.Synthesis;

namespace HwAgent.Toolchain;

/// <summary>Every RTL tool, with one sandbox and one cache. Thread-safe; one for a process is enough.</summary>
public sealed class RtlTools
{
    private readonly ToolRunner runner;

    public RtlTools(RtlToolsOptions options)
    {
        Sandbox = new Sandbox(options.UnsafeNoSandbox);
        Cache = new ToolCache(options.CacheFolder);
        runner = new ToolRunner(Sandbox, new ToolInventory(), options.JobFolder);
        VerilatorLint = new VerilatorLint(runner, Cache);
        IcarusLint = new IcarusLint(runner, Cache);
        IcarusSimulator = new IcarusSimulator(runner, Cache);
        IcarusBench = new IcarusBench(runner, Cache);
        VerilatorSimulator = new VerilatorSimulator(runner, Cache);
        YosysSynthesis = new YosysSynthesis(runner, Cache);
    }

    public Sandbox Sandbox { get; }

    public ToolCache Cache { get; }

    public VerilatorLint VerilatorLint { get; }

    public IcarusLint IcarusLint { get; }

    public IcarusSimulator IcarusSimulator { get; }

    public IcarusBench IcarusBench { get; }

    public VerilatorSimulator VerilatorSimulator { get; }

    public YosysSynthesis YosysSynthesis { get; }

    /// <summary>Versions of the tools that results rest on.</summary>
    /// <exception cref="ToolMissingException">One of them is not installed.</exception>
    public async Task<ToolVersions> VersionsAsync() =>
        new(await Task.WhenAll(((string[])["verilator", "iverilog", "yosys", "g++"]).Select(runner.Inventory.RequireAsync)).ConfigureAwait(false));
}
