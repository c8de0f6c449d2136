using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Cascades;

/// <summary>
/// Picks k, l and theta for each model of a cascade from a recorded validation run, as arXiv 2405.15842 does: every cascade on a grid is
/// worked out on the recorded answers, and the Pareto front of accuracy and cost is kept. Nothing is asked of any model.
/// </summary>
/// <param name="grader">Judges the recorded codes.</param>
/// <param name="jobs">Codes judged at a time; the result does not depend on it.</param>
public sealed class CascadeTuner(IRtlGrader grader, int jobs)
{
    /// <summary>Beyond this the grid gets coarser.</summary>
    private const double MostCascades = 500_000;

    private static readonly double[] FineThresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    private static readonly double[] CoarseThresholds = [0.3, 0.6, 0.9];

    /// <param name="run">What was recorded.</param>
    /// <param name="problems">The benchmark's problems.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task<CascadeTuning> TuneAsync(ValidationRun run, IReadOnlyList<RtlProblem> problems, CancellationToken cancellation)
    {
        var right = await GradeAsync(run, problems, cancellation).ConfigureAwait(false);
        var usages = run.Recorded.Values.SelectMany(answers => answers).SelectMany(a => a.Solutions.Select(turn => turn.Usage).Append(a.SelfTests)).OfType<ChatUsage>().ToList();
        // Prices of zero say nothing, e.g. those of a local model: its tokens do.
        var priced = usages.All(usage => usage.CostUsd is not null) && usages.Any(usage => usage.CostUsd > 0);
        double Cost(ChatUsage usage) => priced ? (double)usage.CostUsd!.Value : usage.PromptTokens + usage.CompletionTokens;
        var tables = run.Models.Select((_, model) => StageTables.Of(run, model, (answer, code) => right.Contains((answer, code)), Cost)).ToList();

        var (all, considered) = Cascades(run, tables, cancellation);
        return new CascadeTuning(run.Benchmark, run.Answers.Count, priced ? "USD" : "tokens", considered, Front(all), [.. tables.SelectMany(own => Baselines(run, own))]);
    }

    private async Task<HashSet<(int Answer, string Code)>> GradeAsync(ValidationRun run, IReadOnlyList<RtlProblem> problems, CancellationToken cancellation)
    {
        var byId = problems.ToDictionary(problem => problem.Id, StringComparer.Ordinal);
        var codes = StageTables.Candidates(run).Distinct().ToList();
        var verdicts = new bool[codes.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, codes.Count), new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellation }, async (i, cancel) =>
        {
            var id = run.Answers[codes[i].Answer].Problem;
            var problem = byId.TryGetValue(id, out var known) ? known : throw new Runs.EvalFileException("--data", null, $"the data has no problem {id}", "name the data that the runs were made with");
            verdicts[i] = (await grader.GradeAsync(problem, codes[i].Code, cancel).ConfigureAwait(false)).Strict == StrictVerdict.Passed;
        }).ConfigureAwait(false);
        return [.. codes.Where((_, i) => verdicts[i])];
    }

    private static (List<TunedCascade> Cascades, long Considered) Cascades(ValidationRun run, IReadOnlyList<IReadOnlyList<StageTable>> tables, CancellationToken cancellation)
    {
        var found = new List<TunedCascade>();
        var considered = 0L;
        var thresholds = FineThresholds;
        var stages = tables;
        if (Size(stages, thresholds) > MostCascades) thresholds = CoarseThresholds;
        if (Size(stages, thresholds) > MostCascades) stages = [.. tables.Select(own => (IReadOnlyList<StageTable>)Best(own))];
        // Every choice of models in their order: a model that is not worth its cost is left out.
        for (var choice = 1; choice < 1 << run.Models.Count; choice++)
        {
            var models = Enumerable.Range(0, run.Models.Count).Where(model => (choice & (1 << model)) != 0).ToList();
            Extend([], [], models);
            found = Front(found);
        }

        return (found, considered);

        void Extend(List<StageTable> chosen, List<double> thetas, List<int> models)
        {
            cancellation.ThrowIfCancellationRequested();
            var isLast = chosen.Count == models.Count - 1;
            foreach (var stage in stages[models[chosen.Count]])
            {
                // The last model's answer is taken whatever its score.
                foreach (var theta in isLast ? [0.0] : thresholds)
                {
                    chosen.Add(stage);
                    thetas.Add(theta);
                    if (isLast)
                    {
                        considered++;
                        found.Add(Evaluate(run, chosen, thetas));
                        if (found.Count > 10_000) found = Front(found);
                    }
                    else
                    {
                        Extend(chosen, thetas, models);
                    }

                    chosen.RemoveAt(chosen.Count - 1);
                    thetas.RemoveAt(thetas.Count - 1);
                }
            }
        }
    }

    /// <summary>What the solver of the strategy cascade would have done, see <see cref="SolverFactory"/>.</summary>
    private static TunedCascade Evaluate(ValidationRun run, List<StageTable> stages, List<double> thetas)
    {
        var (passed, cost) = (0, 0.0);
        for (var i = 0; i < run.Answers.Count; i++)
        {
            var (isRight, highest) = (false, double.NegativeInfinity);
            for (var s = 0; s < stages.Count; s++)
            {
                var score = stages[s].Scores[i];
                cost += stages[s].Costs[i];
                // The answer of a later model counts, unless it scores nothing and an earlier one compiles.
                if (s == 0 || score > 0 || (score >= 0 && highest < 0)) (isRight, highest) = (stages[s].Passed[i], score);
                if (score >= thetas[s]) break;
            }

            if (isRight) passed++;
        }

        return new TunedCascade(
            [.. stages.Select(stage => run.Models[stage.Model])], [.. stages.Zip(thetas, (stage, theta) => stage.With(theta))], Math.Round((double)passed / run.Answers.Count, 6), Math.Round(cost / run.Answers.Count, 6));
    }

    private static IEnumerable<TunedCascade> Baselines(ValidationRun run, IReadOnlyList<StageTable> own)
    {
        var singles = own.Select(stage => Evaluate(run, [stage], [0])).ToList();
        var one = own.Index().First(pair => pair.Item is { Solutions: 1, SelfTests: 0 }).Index;
        return Front(singles).Prepend(singles[one]).Distinct();
    }

    /// <summary>The stages of a model that no other beats alone.</summary>
    private static List<StageTable> Best(IReadOnlyList<StageTable> own)
    {
        var points = own.Select(stage => (stage, Cost: stage.Costs.Average(), Accuracy: stage.Passed.Average(passed => passed ? 1.0 : 0.0))).OrderBy(p => p.Cost).ThenByDescending(p => p.Accuracy).ToList();
        var best = new List<StageTable>();
        var highest = double.NegativeInfinity;
        foreach (var (stage, _, accuracy) in points)
        {
            if (accuracy <= highest) continue;
            highest = accuracy;
            best.Add(stage);
        }

        return best;
    }

    private static List<TunedCascade> Front(IEnumerable<TunedCascade> cascades)
    {
        var front = new List<TunedCascade>();
        // Of equals the shortest, then the first by its words: the order of the search must not show.
        foreach (var cascade in cascades.OrderBy(c => c.Cost).ThenByDescending(c => c.Accuracy).ThenBy(c => c.Stages.Count).ThenBy(c => string.Join(',', c.Models), StringComparer.Ordinal).ThenBy(c => c.StagesOption, StringComparer.Ordinal))
        {
            if (front.Count == 0 || cascade.Accuracy > front[^1].Accuracy) front.Add(cascade);
        }

        return front;
    }

    private static double Size(IReadOnlyList<IReadOnlyList<StageTable>> tables, double[] thresholds) =>
        tables.Aggregate(1.0, (size, own) => size * (1 + (own.Count * thresholds.Length))) / thresholds.Length;
}
