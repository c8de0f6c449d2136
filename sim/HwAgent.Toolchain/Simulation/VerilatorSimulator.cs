using System.Diagnostics;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Lint;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>
/// Cycle-based simulation with Verilator and a C++ driver: seconds to build, millions of cycles a second. Built once, run many times.
/// Registers start at zero and X does not exist; Icarus is there for that.
/// </summary>
public sealed class VerilatorSimulator
{
    private const string Program = "model";
    private readonly ToolRunner runner;
    private readonly ToolCache cache;
    private readonly VerilatorCompiler compiler;

    internal VerilatorSimulator(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
        compiler = new VerilatorCompiler(runner, cache);
    }

    /// <summary>Builds an executable from a design and the C++ source that drives it.</summary>
    /// <param name="design">Its top module <c>T</c> becomes the C++ class <c>VT</c>, declared in <c>VT.h</c>.</param>
    /// <param name="cppSources">Trusted C++ files by plain name ending in .cpp or .h; one has a <c>main</c>.</param>
    /// <param name="options">Optimisation, assertions, tracing, parameters; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <exception cref="Inventory.ToolMissingException">Verilator or the C++ compiler is not installed.</exception>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run.</exception>
    public async Task<VerilatorBuild> BuildAsync(
        CheckedDesign design, IReadOnlyDictionary<string, string> cppSources, VerilatorBuildOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new VerilatorBuildOptions();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)options.CompilerOptimization, 3u);
        SimulationFiles.CheckNames(cppSources.Keys, Program);
        var clock = Stopwatch.StartNew();
        var version = await runner.VersionAsync("verilator").ConfigureAwait(false);
        var key = new CacheKeyBuilder("verilator-build 1")
            .Add(version).Add(await runner.VersionAsync("g++").ConfigureAwait(false)).Add(HostProcessor.Identity)
            .Add([options.CompilerOptimization.ToString(), options.Assertions.ToString(), options.Trace.ToString()])
            .Add(options.Parameters.OrderBy(static p => p.Key, StringComparer.Ordinal).Select(static p => $"{p.Key}={p.Value}"))
            .Add(cppSources.OrderBy(static source => source.Key, StringComparer.Ordinal).SelectMany(static source => (string[])[source.Key, source.Value]))
            .AddDesign(design).Build();
        var entry = await cache.GetOrAddAsync(key, () => compiler.CompileAsync(design, cppSources, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        return entry.Parts.TryGetValue(VerilatorCompiler.ProgramPart, out var program)
            ? new VerilatorBuild(new VerilatorModel(key, program, version), [], clock.Elapsed)
            : new VerilatorBuild(null, entry.ReadJson<IReadOnlyList<Diagnostic>>(), clock.Elapsed);
    }

    /// <summary>Runs a built simulation on input files and brings output files back.</summary>
    /// <param name="model">From <see cref="BuildAsync"/>.</param>
    /// <param name="inputs">Files in the current folder of the program, by plain name; may be tens of megabytes.</param>
    /// <param name="arguments">Command line of the program.</param>
    /// <param name="outputs">Plain names of the files to bring back, each at most <see cref="ResourceLimits.FileBytes"/> long.</param>
    /// <param name="limits">Null for <see cref="ResourceLimits.Simulation"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public async Task<SimulationResult> RunAsync(
        VerilatorModel model,
        IReadOnlyDictionary<string, byte[]> inputs,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> outputs,
        ResourceLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        limits ??= ResourceLimits.Simulation;
        SimulationFiles.CheckNames(inputs.Keys.Concat(outputs), Program);
        var clock = Stopwatch.StartNew();
        var key = new CacheKeyBuilder("verilator-run 1").Add(model.Key.Hex).Add(arguments).Add(outputs).Add(limits.ToString()).AddFiles(inputs).Build();
        var entry = await cache.GetOrAddAsync(key, () => SimulateAsync(model, inputs, arguments, outputs, limits, cancellationToken), cancellationToken).ConfigureAwait(false);
        return SimulationFiles.Read(entry) with { RunTime = clock.Elapsed };
    }

    private async Task<(CacheEntry Entry, bool Keep)> SimulateAsync(
        VerilatorModel model, IReadOnlyDictionary<string, byte[]> inputs, IReadOnlyList<string> arguments, IReadOnlyList<string> outputs, ResourceLimits limits, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob();
        job.WriteExecutable(Program, model.Program);
        foreach (var (name, bytes) in inputs) job.Write(name, bytes);
        var run = await runner.RunFileAsync(job, VerilatorMessages.Tool, "./" + Program, arguments, limits, cancellationToken).ConfigureAwait(false);
        return SimulationFiles.Collect(job, VerilatorMessages.Tool, model.ToolVersion, run, outputs, limits.FileBytes, []);
    }
}
