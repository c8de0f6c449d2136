using System.Diagnostics;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Lint;

/// <summary>Icarus Verilog as a second reader: whether it takes the design at all, and its warnings.</summary>
public sealed class IcarusLint
{
    // Without a time scale every module has the same; mixing is a matter of the testbench. Arrays in always_comb are only slow.
    private static readonly string[] Flags = ["-g2012", "-Wall", "-Wno-timescale", "-Wno-sensitivity-entire-array", "-Wno-sensitivity-entire-vector", "-tnull"];

    private readonly ToolRunner runner;
    private readonly ToolCache cache;

    internal IcarusLint(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
    }

    /// <summary>Elaborates the design and reports everything Icarus has to say.</summary>
    /// <exception cref="Inventory.ToolMissingException">Icarus is not installed.</exception>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run.</exception>
    public async Task<LintResult> RunAsync(CheckedDesign design, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var version = await runner.VersionAsync("iverilog").ConfigureAwait(false);
        var key = new CacheKeyBuilder("icarus-lint 1").Add(version).Add(Flags).AddDesign(design).Build();
        var entry = await cache.GetOrAddAsync(key, () => LintAsync(design, version, cancellationToken), cancellationToken).ConfigureAwait(false);
        return entry.ReadJson<LintResult>() with { WallTime = clock.Elapsed };
    }

    private async Task<(CacheEntry Entry, bool Keep)> LintAsync(CheckedDesign design, string version, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob(design, out var paths);
        var run = await runner.RunAsync(job, "iverilog", [.. Flags, "-s", design.Top, .. paths], ResourceLimits.Lint, cancellationToken).ConfigureAwait(false);
        var findings = IcarusMessages.Parse(run.StandardError + run.StandardOutput, design).ToList();
        if (ToolMessages.Abnormal(IcarusMessages.Tool, run, findings.Any(static finding => finding.Severity == DiagnosticSeverity.Error)) is { } abnormal) findings.Add(abnormal);
        return (CacheEntry.OfJson(LintResult.Of(findings, version)), run.StoppedBy is null);
    }
}
