using System.Diagnostics;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Lint;

/// <summary>Verilator as a linter, with every warning on.</summary>
public sealed class VerilatorLint
{
    // DECLFILENAME is about names of files, which are ours to choose, not about hardware.
    private static readonly string[] Flags = ["--lint-only", "-Wall", "-Wno-fatal", "-Wno-DECLFILENAME", "-sv", "--error-limit", "100"];

    private readonly ToolRunner runner;
    private readonly ToolCache cache;

    internal VerilatorLint(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
    }

    /// <summary>Reads the design and reports everything Verilator has to say. A design that can not be read is a result, not an exception.</summary>
    /// <exception cref="Inventory.ToolMissingException">Verilator is not installed.</exception>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run.</exception>
    public async Task<LintResult> RunAsync(CheckedDesign design, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var version = await runner.VersionAsync("verilator").ConfigureAwait(false);
        var key = new CacheKeyBuilder("verilator-lint 1").Add(version).Add(Flags).AddDesign(design).Build();
        var entry = await cache.GetOrAddAsync(key, () => LintAsync(design, version, cancellationToken), cancellationToken).ConfigureAwait(false);
        return entry.ReadJson<LintResult>() with { WallTime = clock.Elapsed };
    }

    private async Task<(CacheEntry Entry, bool Keep)> LintAsync(CheckedDesign design, string version, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob(design, out var paths);
        var run = await runner.RunAsync(
            job, "verilator", [.. Flags, "--top-module", design.Top, .. paths], ResourceLimits.Lint, cancellationToken).ConfigureAwait(false);
        var findings = VerilatorMessages.Parse(run.StandardError, design).ToList();
        if (ToolMessages.Abnormal(VerilatorMessages.Tool, run, findings.Any(static finding => finding.Severity == DiagnosticSeverity.Error)) is { } abnormal) findings.Add(abnormal);
        return (CacheEntry.OfJson(LintResult.Of(findings, version)), run.StoppedBy is null);
    }
}
