using System.Diagnostics;
using System.Text.RegularExpressions;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Lint;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Simulation;

/// <summary>Event-driven simulation with Icarus Verilog: builds in a fraction of a second, knows X, runs a few thousand cycles a second.</summary>
public sealed partial class IcarusSimulator
{
    private const string Program = "sim.vvp";
    private static readonly string[] Flags = ["-g2012", "-Wall", "-Wno-timescale", "-Wno-sensitivity-entire-array", "-Wno-sensitivity-entire-vector"];

    private readonly ToolRunner runner;
    private readonly ToolCache cache;

    internal IcarusSimulator(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
    }

    /// <summary>Compiles and runs. A design that does not compile, crashes or never ends is a result, not an exception.</summary>
    /// <exception cref="Inventory.ToolMissingException">Icarus is not installed.</exception>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run.</exception>
    /// <exception cref="ArgumentException">A file name is not a plain one.</exception>
    public async Task<SimulationResult> RunAsync(SimulationRequest request, CancellationToken cancellationToken = default)
    {
        SimulationFiles.CheckNames(request.Inputs.Keys.Concat(request.Outputs), Program);
        var version = await runner.VersionAsync("iverilog").ConfigureAwait(false);
        var design = request.Design;
        var clock = Stopwatch.StartNew();
        var buildKey = new CacheKeyBuilder("icarus-build 1").Add(version).Add(Flags).AddDesign(design).Build();
        var build = await cache.GetOrAddAsync(buildKey, () => BuildAsync(design, version, cancellationToken), cancellationToken).ConfigureAwait(false);
        var buildTime = clock.Elapsed;
        if (!build.Parts.TryGetValue(Program, out var program)) return SimulationFiles.Read(build) with { BuildTime = buildTime };

        clock.Restart();
        var runKey = new CacheKeyBuilder("icarus-run 1").Add(buildKey.Hex).Add(request.Arguments).Add(request.Outputs).Add(request.Limits.ToString()).AddFiles(request.Inputs).Build();
        var run = await cache.GetOrAddAsync(runKey, () => SimulateAsync(request, program, version, cancellationToken), cancellationToken).ConfigureAwait(false);
        return SimulationFiles.Read(run) with { BuildTime = buildTime, RunTime = clock.Elapsed };
    }

    private async Task<(CacheEntry Entry, bool Keep)> BuildAsync(CheckedDesign design, string version, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob(design, out var paths);
        var run = await runner.RunAsync(job, "iverilog", [.. Flags, "-s", design.Top, "-o", Program, .. paths], ResourceLimits.Lint, cancellationToken).ConfigureAwait(false);
        var findings = IcarusMessages.Parse(run.StandardError + run.StandardOutput, design).Where(static finding => finding.Severity == DiagnosticSeverity.Error).ToArray();
        var program = run.ExitCode == 0 ? job.Read(Program, ResourceLimits.Lint.FileBytes) : null;
        if (program is not null) return (new CacheEntry(new Dictionary<string, byte[]> { [Program] = program }), true);
        return SimulationFiles.Collect(job, IcarusMessages.Tool, version, run with { ExitCode = run.ExitCode == 0 ? 1 : run.ExitCode }, [], 0, findings);
    }

    private async Task<(CacheEntry Entry, bool Keep)> SimulateAsync(SimulationRequest request, byte[] program, string version, CancellationToken cancellationToken)
    {
        // A folder of its own: nothing the compiler may have left is near what is written and read here.
        using var job = runner.CreateJob();
        job.Write(Program, program);
        foreach (var (name, bytes) in request.Inputs) job.Write(name, bytes);
        // -n: $stop ends the simulation instead of waiting for a person.
        var run = await runner.RunAsync(job, "vvp", ["-n", Program, .. request.Arguments], request.Limits, cancellationToken).ConfigureAwait(false);
        return SimulationFiles.Collect(job, IcarusMessages.Tool, version, run, request.Outputs, request.Limits.FileBytes, [.. Reported(run, request.Design)]);
    }

    /// <summary>What <c>$error</c> and <c>$fatal</c> of a testbench reported.</summary>
    private static IEnumerable<Diagnostic> Reported(SandboxResult run, CheckedDesign design) =>
        from Match match in Report().Matches(run.StandardOutput).Take(ToolMessages.MaxFindings)
        select new Diagnostic(IcarusMessages.Tool, DiagnosticSeverity.Error, match.Groups["kind"].Value, ToolMessages.Clean(match.Groups["text"].Value))
            .At(design, match.Groups["file"].Value, int.Parse(match.Groups["line"].Value), null);

    [GeneratedRegex(@"^(?<kind>ERROR|FATAL): (?<file>[^\s:]+):(?<line>\d+): (?<text>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Report();
}
