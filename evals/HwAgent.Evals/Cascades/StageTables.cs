using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;

namespace HwAgent.Evals.Cascades;

/// <summary>Works out, from what was recorded, what fewer solutions and fewer tests of each model would have come to.</summary>
internal static class StageTables
{
    private static readonly int[] UsualSolutions = [1, 2, 3, 4, 5, 7, 10, 15, 20];
    private static readonly int[] UsualTests = [0, 1, 2, 3, 5, 10];

    /// <summary>Every code that can be handed in, by answer.</summary>
    public static IEnumerable<(int Answer, string Code)> Candidates(ValidationRun run) => run.Models.SelectMany(model => Plans(run, model).SelectMany(plan =>
        run.Recorded[model].Index().Select(pair => (Answer: pair.Index, Best(pair.Item, plan.Solutions, plan.Tests).Code)).Where(pair => pair.Code is not null).Select(pair => (pair.Answer, pair.Code!))));

    /// <summary>The tables of one model.</summary>
    /// <param name="run">What was recorded.</param>
    /// <param name="model">Index of the model.</param>
    /// <param name="isRight">The strict verdict on a code.</param>
    /// <param name="cost">Of a request.</param>
    public static IReadOnlyList<StageTable> Of(ValidationRun run, int model, Func<int, string, bool> isRight, Func<ChatUsage, double> cost)
    {
        var recorded = run.Recorded[run.Models[model]];
        return [.. Plans(run, run.Models[model]).Select(plan =>
        {
            var best = recorded.Select(answers => Best(answers, plan.Solutions, plan.Tests)).ToList();
            return new StageTable(
                model, plan.Solutions, plan.Tests, [.. best.Select(b => b.Score)], [.. best.Select((b, i) => b.Code is { } code && isRight(i, code))],
                [.. recorded.Select(answers => Cost(answers, plan.Solutions, plan.Tests, cost))]);
        })];
    }

    private static IEnumerable<(int Solutions, int Tests)> Plans(ValidationRun run, string model)
    {
        var (k, l) = (run.Recorded[model].Max(answers => answers.Solutions.Count), run.Recorded[model].Max(answers => answers.SelfTests is null ? 0 : answers.TestsAsked));
        return from solutions in UsualSolutions.Where(n => n < k).Append(k) from tests in UsualTests.Where(n => n < l).Append(l) select (solutions, tests);
    }

    /// <summary>The code that the model would hand in, and its score.</summary>
    private static (string? Code, double Score) Best(RecordedAnswers answers, int solutions, int tests)
    {
        var first = answers.Solutions.Take(solutions).ToList();
        return CandidateRanking.Rank([.. first.Select(RankedCandidate.Of)], tests) is [var cluster, ..]
            ? (first.Single(turn => turn.Number == cluster.Members[0]).Code, cluster.Score)
            : (first.LastOrDefault(turn => turn.Code is not null)?.Code, -1);
    }

    /// <summary>Fewer tests than recorded are taken to cost in proportion: they were written in one reply.</summary>
    private static double Cost(RecordedAnswers answers, int solutions, int tests, Func<ChatUsage, double> cost) =>
        answers.Solutions.Take(solutions).Sum(turn => turn.Usage is { } usage ? cost(usage) : 0) + (answers.SelfTests is { } written && tests > 0 ? cost(written) * tests / answers.TestsAsked : 0);
}
