using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Probing;

/// <summary>
/// Simulates a module under random stimulus and returns what its outputs did: tells modules that behave differently apart without any
/// reference. Knows no task; a clock and resets are recognised by name.
/// </summary>
public static class BehaviourProbe
{
    private const string TraceFile = "trace.txt";
    private static readonly TimeSpan CpuTime = TimeSpan.FromSeconds(20);

    /// <summary>Probes a module. A text that is refused, does not compile or never ends gives a trace without samples.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="module">Name and ports of the module: the stimulus depends on nothing else, so traces of one interface compare.</param>
    /// <param name="code">Source text that defines it, from anywhere.</param>
    /// <param name="seed">Of the stimulus.</param>
    /// <param name="cancellation">Cancels the simulation.</param>
    public static async Task<BehaviourTrace> RunAsync(RtlTools tools, ModuleInterface module, string code, int seed, CancellationToken cancellation)
    {
        if (!module.Outputs.Any())
        {
            return BehaviourTrace.Failed([new Diagnostic("probe", DiagnosticSeverity.Error, "probe.no-output", $"{module.Module} has no output to look at.")]);
        }

        var bench = new ProbeBench(module, seed);
        var options = PolicyOptions.Graded with { ReservedModules = new HashSet<string> { bench.Top } };
        var admission = RtlPolicy.Admit(new RtlDesign(module.Module, [new RtlSource("candidate.sv", EnumCasts.Rewrite(code))]), options);
        if (admission.Design is not { } candidate) return BehaviourTrace.Failed(admission.Diagnostics);
        var top = RtlPolicy.Admit(new RtlDesign(bench.Top, [new RtlSource(bench.Top + ".sv", bench.Text(TraceFile))]), PolicyOptions.Testbench).Require();
        return await tools.IcarusBench.RunAsync(
            CheckedDesign.Combine(bench.Top, top, candidate),
            new BenchRequest { Output = TraceFile, CpuTime = CpuTime },
            "behaviour-trace 1",
            run => Reduce(run, bench.Samples),
            cancellation).ConfigureAwait(false);
    }

    private static BehaviourTrace Reduce(BenchRun run, int samples)
    {
        if (!run.Compiled) return BehaviourTrace.Failed([.. run.Diagnostics.Where(static finding => finding.Severity == DiagnosticSeverity.Error)]);
        var lines = run.Output?.AsSpan().Count((byte)'\n') ?? 0;
        return lines == samples
            ? BehaviourTrace.Of(run.Output!, samples)
            : BehaviourTrace.Failed([new Diagnostic("probe", DiagnosticSeverity.Error, "probe.incomplete", $"The simulation ended after {lines} of {samples} samples{(run.StoppedBy is { } limit ? $", at its limit of {limit}" : string.Empty)}.")]);
    }
}
