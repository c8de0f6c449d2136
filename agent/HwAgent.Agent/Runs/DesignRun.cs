using System.Text.Json;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Search;
using HwAgent.Dataflow.Specification;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Simulation;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Runs;

/// <summary>A whole run: search, loop, result, report. Running it again with the same inputs gives the same files.</summary>
public sealed class DesignRun(RtlTools tools, TimeProvider clock)
{
    private const int FrontPoints = 64;

    /// <summary>Runs to the end and leaves everything in the run directory.</summary>
    /// <exception cref="InvalidConfigException">The workload can not be made.</exception>
    public async Task<RunResult> RunAsync(DesignRunRequest request, CancellationToken cancellation)
    {
        var spec = request.Spec;
        var workload = WorkloadResolver.Resolve(spec.Workload, request.ConfigJson);
        var tasks = GemmTasks.Of(workload, spec.Numeric.WeightBits);
        var versions = await tools.VersionsAsync().ConfigureAwait(false);
        Directory.CreateDirectory(request.Directory.Path);
        AtomicFile.Write(request.Directory.Spec, spec.ToYaml());
        if (request.ConfigJson is { } config) AtomicFile.Write(request.Directory.Config, config);

        request.Observer.OnProgress(0, 0, "search");
        var search = ExpertSearch.Run(SearchRequest.Of(spec, tasks), cancellation);
        using var trajectory = Open(request);
        trajectory.Append(
            TrajectoryEventTypes.RunStarted,
            new RunStarted(spec.Designer.ToString().ToLowerInvariant(), spec.Search.Seed, request.Models, JsonSerializer.SerializeToElement(new { spec.Name, search.PointsConsidered }, ProductJson.Options)),
            TrajectoryJson.Instance.RunStarted);

        var evaluator = new CandidateEvaluator(tools, spec, new SimulationLimits());
        var observer = new RunObserver(request.Directory, c => MemoryTiming.Of(spec.Budget, c.Point.Parameters), request.Observer);
        var designer = request.CreateDesigner(new DesignerContext(spec, tasks, search, trajectory, request.Repeat ?? request.Resume));
        var limits = new LoopLimits(spec.Search.Candidates, TimeSpan.FromMinutes(spec.Search.TimeMinutes), clock, RecordedTimeStop(request.Repeat));
        var outcome = await new ProposalLoop<Proposal, Attempt>(designer, new DesignJudge(evaluator, designer.Name, trajectory, observer), limits).RunAsync(cancellation).ConfigureAwait(false);

        CandidateEvaluation? baseline = null;
        if (spec.Designer != DesignerKind.Expert && search.Best.Count > 0)
        {
            var yardstick = new Candidate { Id = "expert", Origin = "expert", Point = search.Best[0], Rationale = "The expert's best design for the same spec." };
            baseline = await evaluator.EvaluateAsync(yardstick, _ => { }, request.Observer.OnProgress, cancellation).ConfigureAwait(false);
        }

        var result = Summarise(spec, workload, tasks, search, outcome, baseline) with { Tools = versions, Usage = request.Usage() };
        AtomicFile.Write(request.Directory.Result, ProductJson.Write(result));
        AtomicFile.Write(request.Directory.Report, HtmlReport.Render(result, spec, request.Report with { Timings = Timings(observer) }));
        trajectory.Append(
            TrajectoryEventTypes.RunFinished,
            new RunFinished(result.StopReason.ToString(), result.SpecMet, outcome.Best?.Number),
            TrajectoryJson.Instance.RunFinished);
        return result;
    }

    private TrajectoryWriter Open(DesignRunRequest request)
    {
        if (request.Resume is not { } recorded) return TrajectoryWriter.Create(request.Directory.Trajectory, clock);
        // A run that ended for lack of time goes on where it stopped.
        var keep = recorded.ResumePoint;
        if (FindTimeStop(recorded) is { } stop) keep = Math.Min(keep, stop.Event);
        return TrajectoryWriter.Resume(recorded, keep, clock);
    }

    /// <summary>After how many turns the time of a recorded run was up; -1 when it never was, null when nothing is repeated.</summary>
    private static int? RecordedTimeStop(Trajectory? repeated) => repeated is null ? null : FindTimeStop(repeated)?.Turns ?? -1;

    private static (int Event, int Turns)? FindTimeStop(Trajectory recorded)
    {
        for (var i = 0; i < recorded.Events.Count; i++)
        {
            if (recorded.Events[i].Type != TrajectoryEventTypes.Decision) continue;
            var decision = recorded.Events[i].Read(TrajectoryJson.Instance.DecisionMade);
            if (decision is { Decision: "stop" } && decision.Reason == nameof(StopReason.TimeSpent)) return (i, decision.Candidate ?? 0);
        }

        return null;
    }

    private static RunResult Summarise(
        DesignSpec spec, Workload workload, IReadOnlyList<GemmTask> tasks, SearchResult search, LoopOutcome<Attempt> outcome, CandidateEvaluation? baseline)
    {
        var candidates = outcome.Attempts.Select(a => a.Evaluation).OfType<CandidateEvaluation>().ToArray();
        var correct = candidates.Where(c => c.Score is not null).ToArray();
        var best = outcome.Best?.Evaluation;
        return new RunResult
        {
            Name = spec.Name,
            StopReason = outcome.StopReason,
            SpecMet = best?.Score is { MeetsSpec: true },
            Misses = best?.Score?.Misses ?? [.. search.Best.Count == 0 ? search.Rejections.Select(r => $"no design: {r.Key} ({r.Value:N0})") : ["no candidate passed every check"]],
            Workload = new WorkloadSummary(
                workload.Name, workload.Phase, workload.Macs, workload.Parameters, tasks.Count,
                workload.Operators.Where(o => o.Gemm is null && o.FusableInto is null).GroupBy(o => o.Kind.ToString()).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(o => o.Elements * o.Repeats))),
            Best = best,
            ParetoFront = [.. correct.Where(c => !correct.Any(other => Scorer.Dominates(other.Score!, c.Score!))).Select(c => c.Id)],
            Candidates = candidates,
            Search = new SearchSummary(search.PointsConsidered, search.PointsExact, search.Rejections, [.. Spread(search.ParetoFront).Select(p => ToPoint(spec, p))]) { Arrays = search.Arrays, Proof = search.Proof },
            ExpertBaseline = baseline,
            Tools = new Dictionary<string, string>(),
            Usage = UsageSummary.None,
        };
    }

    /// <summary>At most <see cref="FrontPoints"/> of the front, evenly from its fastest to its slowest.</summary>
    private static IEnumerable<DesignPoint> Spread(IReadOnlyList<DesignPoint> front) =>
        front.Count <= FrontPoints ? front : Enumerable.Range(0, FrontPoints).Select(i => front[i * (front.Count - 1) / (FrontPoints - 1)]);

    private static SearchPoint ToPoint(DesignSpec spec, DesignPoint point) => new(
        $"{(point.Parameters.IsOutputStationary ? "OS" : "WS")} {point.Parameters.Rows}x{point.Parameters.Columns}, {point.Parameters.BusBits}-bit port",
        Math.Round(point.LatencyCycles / (spec.Budget.ClockMegahertz * 1e3), 6), Math.Round(point.EnergyPicojoules * 1e-9, 6), Math.Round(point.AreaGateEquivalents, 1), Math.Round(point.OnChipKib, 3));

    private static List<StageTiming> Timings(RunObserver observer) => [.. observer.Times.Select(t => new StageTiming(t.Attempt.ToString("000"), t.Stage, t.Time))];
}
