using System.Diagnostics;
using System.Globalization;
using System.Text;
using HwAgent.Core.Diagnostics;
using HwAgent.Toolchain.Caching;
using HwAgent.Toolchain.Jobs;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Toolchain.Synthesis;

/// <summary>Synthesis with Yosys: area in gate equivalents, flip-flops, memory bits and logic depth, by module.</summary>
public sealed class YosysSynthesis
{
    private const string Script = "synth.ys";
    private readonly ToolRunner runner;
    private readonly ToolCache cache;

    internal YosysSynthesis(ToolRunner runner, ToolCache cache)
    {
        this.runner = runner;
        this.cache = cache;
    }

    /// <summary>Synthesises. A design that can not be synthesised is a result, not an exception.</summary>
    /// <exception cref="Inventory.ToolMissingException">Yosys is not installed.</exception>
    /// <exception cref="SandboxUnavailableException">The sandbox can not run.</exception>
    public async Task<SynthesisResult> RunAsync(CheckedDesign design, SynthesisOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SynthesisOptions();
        var clock = Stopwatch.StartNew();
        var version = await runner.VersionAsync("yosys").ConfigureAwait(false);
        var key = new CacheKeyBuilder("yosys-synthesis 3").Add(version)
            .Add([options.MemoryThresholdBits.ToString(CultureInfo.InvariantCulture), options.Fpga.ToString()]).AddDesign(design).Build();
        var entry = await cache.GetOrAddAsync(key, () => SynthesiseAsync(design, options, version, cancellationToken), cancellationToken).ConfigureAwait(false);
        return entry.ReadJson<SynthesisResult>() with { WallTime = clock.Elapsed };
    }

    private async Task<(CacheEntry Entry, bool Keep)> SynthesiseAsync(CheckedDesign design, SynthesisOptions options, string version, CancellationToken cancellationToken)
    {
        using var job = runner.CreateJob(design, out var paths);
        var findings = new List<Diagnostic>();
        var stopped = false;

        async Task<bool> StepAsync(string script)
        {
            job.Write(Script, script);
            var run = await runner.RunAsync(job, "yosys", [Script], options.Limits, cancellationToken).ConfigureAwait(false);
            findings.AddRange(YosysMessages.Parse(run.StandardOutput + "\n" + run.StandardError, design).Except(findings));
            if (ToolMessages.Abnormal(YosysMessages.Tool, run with { StandardOutput = string.Empty }, HasError(findings)) is { } abnormal) findings.Add(abnormal);
            stopped |= run.StoppedBy is not null;
            return !HasError(findings);
        }

        var result = new SynthesisResult { Passed = false, Diagnostics = findings, ToolVersion = version };
        if (await StepAsync(YosysScripts.Elaborate(design.Top, paths)).ConfigureAwait(false))
        {
            var memories = MemorySize.Parse(Read(job, YosysScripts.Memories, options));
            if (await StepAsync(YosysScripts.Map(memories.Where(memory => memory.Bits < options.MemoryThresholdBits))).ConfigureAwait(false))
            {
                result = new NetlistReport(Netlist.Parse(job.Read(YosysScripts.Netlist, options.Limits.FileBytes) ?? [], design.Top), findings).Result(version);
            }

            if (options.Fpga != FpgaTarget.None && result.Passed && await StepAsync(YosysScripts.Fpga(options.Fpga, design.Top, paths)).ConfigureAwait(false))
            {
                result = result with { Fpga = FpgaStatistics.Parse(Read(job, YosysScripts.Statistics, options), design.Top, options.Fpga) };
            }
        }

        return (CacheEntry.OfJson(result with { Passed = result.Passed && !HasError(findings), Diagnostics = findings }), !stopped);
    }

    private static bool HasError(List<Diagnostic> findings) => findings.Exists(static finding => finding.Severity == DiagnosticSeverity.Error);

    private static string Read(JobFolder job, string name, SynthesisOptions options) => Encoding.UTF8.GetString(job.Read(name, options.Limits.FileBytes) ?? []);
}
