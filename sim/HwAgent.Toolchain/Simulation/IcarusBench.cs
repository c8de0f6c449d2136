using System.Text;
using HwAgent.Core.Rtl;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Lint;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>
/// Compiles and runs a benchmark's testbench with Icarus, by the command line that published results use:
/// <c>iverilog -Wall -Winfloop -Wno-timescale -g2012 -s TOP FILES</c>, then the simulation. Wave files are not written: no rule reads them.
/// </summary>
public sealed class IcarusBench
{
    private static readonly TimeSpan WallTime = TimeSpan.FromMinutes(10);
    private readonly ToolRunner runner;
    private readonly ToolCache cache;
    private readonly BenchSessions sessions;

    internal IcarusBench(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
        sessions = new BenchSessions(runner);
    }

    /// <summary>
    /// Runs a design that passed the policy, and keeps what <paramref name="reduce"/> makes of it. Such designs share sandboxes, one
    /// after another: to start one costs half as much as a small simulation.
    /// </summary>
    /// <param name="design">Every source in order, the testbench's module on top.</param>
    /// <param name="request">What to bring back, how long to run.</param>
    /// <param name="reduction">Name and version of the reduction: part of the cache key, since only the reduced result is kept.</param>
    /// <param name="reduce">A function of the run alone; its result must go through JSON unharmed.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public Task<T> RunAsync<T>(CheckedDesign design, BenchRequest request, string reduction, Func<BenchRun, T> reduce, CancellationToken cancellationToken) =>
        CachedAsync(design, request, true, reduction, reduce, cancellationToken);

    /// <summary>
    /// Runs a design that no policy saw, e.g. because a published rule has to be applied to the letter. The sandbox is then the only
    /// wall, and Icarus the only tool: it has no way to run code of the design.
    /// </summary>
    /// <exception cref="InvalidOperationException">The sandbox was switched off.</exception>
    public Task<T> RunUncheckedAsync<T>(RtlDesign design, BenchRequest request, string reduction, Func<BenchRun, T> reduce, CancellationToken cancellationToken) =>
        runner.IsProtecting
            ? CachedAsync(CheckedDesign.WithoutPolicy(design), request, false, reduction, reduce, cancellationToken)
            : throw new InvalidOperationException("A text that no policy saw runs in the sandbox or not at all.");

    private async Task<T> CachedAsync<T>(
        CheckedDesign design, BenchRequest request, bool isChecked, string reduction, Func<BenchRun, T> reduce, CancellationToken cancellationToken)
    {
        var key = new CacheKeyBuilder("icarus-bench 1").Add(await runner.VersionAsync("iverilog").ConfigureAwait(false))
            .Add([BenchScript.Flags, request.Output ?? string.Empty, request.CpuTime.ToString(), reduction]).AddFiles(request.Inputs).AddDesign(design).Build();
        var entry = await cache.GetOrAddAsync(
            key,
            async () =>
            {
                var run = await RunAsync(design, request, isChecked, cancellationToken).ConfigureAwait(false);
                // A limit of time is counted in CPU time, so it too comes out the same again; one of elapsed time does not.
                return (CacheEntry.OfJson(reduce(run)), run.StoppedBy != "wall time");
            },
            cancellationToken).ConfigureAwait(false);
        return entry.ReadJson<T>();
    }

    private async Task<BenchRun> RunAsync(CheckedDesign design, BenchRequest request, bool isChecked, CancellationToken cancellationToken)
    {
        SimulationFiles.CheckNames(
            request.Output is { } name ? [name, .. request.Inputs.Keys] : request.Inputs.Keys, BenchScript.Program, BenchScript.CompileLog, BenchScript.RunLog, BenchScript.RunErrors);
        var limits = ResourceLimits.Lint with { WallTime = WallTime, CpuTime = request.CpuTime };
        if (isChecked) return await sessions.RunAsync(design, request.Inputs, limits, (job, exit, limit) => Collect(job, exit, limit, design, request, limits), cancellationToken).ConfigureAwait(false);

        // A stranger's text without the policy's consent gets a sandbox of its own: it shares its walls with nobody.
        using var job = runner.CreateJob(design, out var paths);
        foreach (var (file, bytes) in request.Inputs) job.Write(file, bytes);
        var run = await runner.RunScriptAsync(job, BenchScript.Once, BenchScript.Tools, [design.Top, .. paths], limits, cancellationToken).ConfigureAwait(false);
        return Collect(job, run.ExitCode, run.StoppedBy, design, request, limits);
    }

    private static BenchRun Collect(JobFolder job, int exitCode, string? stoppedBy, CheckedDesign design, BenchRequest request, ResourceLimits limits)
    {
        var log = Text(job, BenchScript.CompileLog, limits).Replace($"{JobFolder.SourceFolder}/", string.Empty, StringComparison.Ordinal);
        var limit = stoppedBy ?? exitCode switch { BenchScript.ExitCpuTime => "CPU time", BenchScript.ExitFileLength => "file length", _ => null };
        return new BenchRun
        {
            Compiled = exitCode != BenchScript.CompileFailed,
            ExitCode = exitCode,
            TimedOut = limit is "CPU time" or "wall time",
            StoppedBy = limit,
            CompileLog = log,
            RunLog = Text(job, BenchScript.RunLog, limits),
            RunErrors = Text(job, BenchScript.RunErrors, limits),
            Diagnostics = IcarusMessages.Parse(log, design),
            Output = request.Output is { } output ? job.Read(output, limits.FileBytes) : null,
        };
    }

    private static string Text(JobFolder job, string name, ResourceLimits limits) => Encoding.UTF8.GetString(job.Read(name, limits.FileBytes) ?? []);
}
