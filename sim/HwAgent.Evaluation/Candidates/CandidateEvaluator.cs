using System.Diagnostics;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Rtl;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Contracts;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Stages;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Policy;
using HwAgent.Toolchain.Simulation;
using HwAgent.Toolchain.Synthesis;

namespace HwAgent.Evaluation.Candidates;

/// <summary>Takes a candidate through the checks: rules, policy, unit contracts, lint, simulation, synthesis; the first that fails ends it.</summary>
public sealed class CandidateEvaluator(RtlTools tools, DesignSpec spec, SimulationLimits limits)
{
    private readonly AcceleratorSimulator simulator = new(tools);

    /// <summary>Checks one candidate. Tool failures are outcomes, not exceptions.</summary>
    /// <param name="candidate">What is proposed.</param>
    /// <param name="onStage">Told each outcome as it comes.</param>
    /// <param name="onProgress">Told what is under way: pieces done, pieces in all, a few words.</param>
    /// <param name="cancellation">Cancels the tools.</param>
    public async Task<CandidateEvaluation> EvaluateAsync(Candidate candidate, Action<StageOutcome> onStage, Action<long, long, string> onProgress, CancellationToken cancellation)
    {
        var point = candidate.Point;
        var macs = point.Tasks.Sum(t => t.Cost.Macs * t.Task.Repeats);
        var evaluation = new CandidateEvaluation
        {
            Id = candidate.Id,
            Origin = candidate.Origin,
            Rationale = candidate.Rationale,
            Parameters = point.Parameters,
            ProposedUnits = [.. candidate.Units.Select(CandidateRtl.ModuleOf)],
            Stages = [],
            PredictedCycles = point.LatencyCycles,
            Utilisation = (double)macs / (point.LatencyCycles * (double)point.Parameters.PeakMacs),
            ArrayProof = point.Proof,
        };
        var stages = new List<StageOutcome>();

        onProgress(0, 0, $"candidate {candidate.Id}: rules");
        if (!Finish(Stage.Rules, CheckRules(point), TimeSpan.Zero)) return Done();
        var clock = Stopwatch.StartNew();
        var (design, policy) = CandidateRtl.Assemble(point.Parameters, candidate.Units);
        if (!Finish(Stage.Policy, policy, clock.Elapsed)) return Done();
        clock.Restart();
        onProgress(0, 0, $"candidate {candidate.Id}: unit contracts");
        if (!Finish(Stage.Units, await CheckUnitsAsync(candidate, cancellation).ConfigureAwait(false), clock.Elapsed)) return Done();

        clock.Restart();
        onProgress(0, 0, $"candidate {candidate.Id}: lint");
        var lint = await tools.VerilatorLint.RunAsync(design!, cancellation).ConfigureAwait(false);
        evaluation = evaluation with { Lint = new LintSummary(lint.Warnings) };
        if (!Finish(Stage.Lint, lint.Diagnostics, clock.Elapsed, lint.Passed)) return Done();

        // Synthesis runs beside the simulation, one core each; its outcome counts only when the simulation passes.
        clock.Restart();
        using var synthesisCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var synthesisClock = Stopwatch.StartNew();
        var synthesisRun = tools.YosysSynthesis.RunAsync(design!, new SynthesisOptions { Fpga = Target(spec.Fpga) }, synthesisCancellation.Token);
        var synthesisTime = synthesisRun.ContinueWith(_ => synthesisClock.Elapsed, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var (simulation, findings) = await SimulateAsync(candidate, design!, onProgress, cancellation).ConfigureAwait(false);
        evaluation = evaluation with { Simulation = simulation };
        if (!Finish(Stage.Simulation, findings, clock.Elapsed, findings.Count == 0 && simulation is { Mismatches: 0 }))
        {
            await synthesisCancellation.CancelAsync().ConfigureAwait(false);
            await synthesisTime.ConfigureAwait(false);
            return Done();
        }

        onProgress(0, 0, $"candidate {candidate.Id}: synthesis");
        var synthesis = await synthesisRun.ConfigureAwait(false);
        var summary = Summarise(synthesis, point);
        if (!Finish(Stage.Synthesis, synthesis.Diagnostics, await synthesisTime.ConfigureAwait(false), synthesis.Passed)) return Done();
        evaluation = evaluation with { Synthesis = summary, Score = Scorer.Score(spec, point, summary) };
        return Done();

        bool Finish(Stage stage, IReadOnlyList<Diagnostic> diagnostics, TimeSpan wallTime, bool? passed = null)
        {
            var outcome = new StageOutcome(stage, passed ?? diagnostics.All(d => d.Severity != DiagnosticSeverity.Error), diagnostics) { WallTime = wallTime };
            stages.Add(outcome);
            onStage(outcome);
            return outcome.Passed;
        }

        CandidateEvaluation Done() => evaluation with { Stages = stages };
    }

    private static List<Diagnostic> CheckRules(DesignPoint point)
    {
        var found = new List<Diagnostic>(AcceleratorParametersValidation.Validate(point.Parameters));
        if (found.Count == 0) found.AddRange(point.Tasks.SelectMany(t => MappingValidation.Validate(point.Parameters, t.Task, t.Mapping)));
        return found;
    }

    /// <summary>Each proposed unit against its contract.</summary>
    private async Task<IReadOnlyList<Diagnostic>> CheckUnitsAsync(Candidate candidate, CancellationToken cancellation)
    {
        foreach (var source in candidate.Units)
        {
            var module = CandidateRtl.ModuleOf(source);
            if (UnitContracts.Find(module, candidate.Point.Parameters) is not { } contract) continue;
            var verification = await UnitVerifier.VerifyAsync(tools, contract, new RtlDesign(module, [source]), trusted: false, cancellation).ConfigureAwait(false);
            if (!verification.Passed) return verification.Diagnostics;
        }

        return [];
    }

    private async Task<(SimulationSummary?, IReadOnlyList<Diagnostic>)> SimulateAsync(Candidate candidate, CheckedDesign design, Action<long, long, string> onProgress, CancellationToken cancellation)
    {
        var hardware = candidate.Point.Parameters;
        var tasks = candidate.Point.Tasks;
        var timing = MemoryTiming.Of(spec.Budget, hardware);
        var seed = (ulong)spec.Search.Seed << 32;
        onProgress(0, 0, $"candidate {candidate.Id}: build the simulation");
        var build = await simulator.BuildAsync(design, cancellation).ConfigureAwait(false);
        if (build.Model is null) return (null, build.Diagnostics);

        var stress = SimulationPlan.Stress(hardware, [.. tasks.Select(t => t.Task)], timing, limits, seed);
        // Small runs first: a wrong design shows there in a moment.
        var stressed = await RunAllAsync(build.Model, stress, "stress runs").ConfigureAwait(false);
        var findings = stressed.SelectMany(o => o.Diagnostics).ToArray();
        var summary = new SimulationSummary
        {
            Vectors = stressed.Sum(o => o.Vectors), Mismatches = stressed.Sum(o => o.Mismatches), Cycles = 0, PredictedCycles = 0, Complete = false, StressRuns = stress.Count, Operators = [],
        };
        if (findings.Length > 0) return (summary, findings);

        var runs = tasks.Select((t, i) => new PlannedRun(SimulationPlan.ForTask(hardware, t.Task, t.Mapping, timing, limits), seed + (ulong)i + 1)).ToArray();
        var outcomes = await RunAllAsync(build.Model, runs, "operators").ConfigureAwait(false);
        var operators = tasks.Select((t, i) => Measure(t, runs[i], outcomes[i], timing)).ToArray();
        var full = operators.Where(o => o.IsFullSize).ToArray();
        return (summary with
        {
            Vectors = summary.Vectors + outcomes.Sum(o => o.Vectors),
            Mismatches = summary.Mismatches + outcomes.Sum(o => o.Mismatches),
            Cycles = full.Sum(o => o.SimulatedCycles * o.Repeats),
            PredictedCycles = full.Sum(o => o.PredictedCycles * o.Repeats),
            Complete = full.Length == operators.Length,
            Operators = operators,
            ToolTime = build.BuildTime + Total(stressed.Concat(outcomes), o => o.ToolTime),
            OwnTime = Total(stressed.Concat(outcomes), o => o.OwnTime),
        }, [.. outcomes.SelectMany(o => o.Diagnostics)]);

        static TimeSpan Total(IEnumerable<RunOutcome> all, Func<RunOutcome, TimeSpan> time) => TimeSpan.FromTicks(all.Sum(o => time(o).Ticks));

        async Task<RunOutcome[]> RunAllAsync(VerilatorModel model, IReadOnlyList<PlannedRun> planned, string what)
        {
            var results = new RunOutcome[planned.Count];
            var done = 0;
            onProgress(0, planned.Count, $"candidate {candidate.Id}: simulate {what}");
            await Parallel.ForEachAsync(Enumerable.Range(0, planned.Count), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, async (i, token) =>
            {
                results[i] = await simulator.RunAsync(model, planned[i], timing, token).ConfigureAwait(false);
                onProgress(Interlocked.Increment(ref done), planned.Count, $"candidate {candidate.Id}: simulate {what}");
            }).ConfigureAwait(false);
            return results;
        }
    }

    private static OperatorMeasurement Measure(MappedTask mapped, PlannedRun run, RunOutcome outcome, MemoryTiming timing) => new()
    {
        Name = mapped.Task.Name,
        Shape = mapped.Task.Shape,
        WeightBits = mapped.Task.WeightBits,
        Repeats = mapped.Task.Repeats,
        PredictedCycles = mapped.Cost.LatencyCycles,
        Utilisation = mapped.Cost.Utilisation,
        BoundBy = mapped.Cost.BoundBy,
        EnergyPicojoules = mapped.Cost.EnergyPicojoules,
        MemoryBytes = mapped.Cost.ReadBytes + mapped.Cost.WriteBytes,
        MappingProof = mapped.Proof,
        SimulatedShape = run.Program.Task.Shape,
        SimulatedPredictedCycles = AcceleratorSimulator.Predict(run.Program, timing).TotalCycles,
        SimulatedCycles = outcome.Cycles,
        Mismatches = outcome.Mismatches,
    };

    private static FpgaTarget Target(FpgaFamily family) => family switch
    {
        FpgaFamily.Ice40 => FpgaTarget.Ice40,
        FpgaFamily.Ecp5 => FpgaTarget.Ecp5,
        _ => FpgaTarget.None,
    };

    private static SynthesisSummary Summarise(SynthesisResult synthesis, DesignPoint point) => new()
    {
        AreaGateEquivalents = Math.Round(synthesis.AreaGateEquivalents, 1),
        FlipFlops = synthesis.FlipFlops,
        MemoryBits = synthesis.MemoryBits,
        LogicDepth = synthesis.LogicDepth,
        Fpga = synthesis.Fpga,
        PredictedAreaGateEquivalents = Math.Round(point.AreaGateEquivalents, 1),
        Units = [.. synthesis.Modules
            .Select(m => new UnitArea(m.Name, m.Instances, Math.Round(m.AreaGateEquivalents * m.Instances, 1), m.FlipFlops * m.Instances, m.MemoryBits * m.Instances))
            .OrderByDescending(u => u.AreaGateEquivalents).ThenBy(u => u.Module, StringComparer.Ordinal)],
    };
}
