using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Evals.Calibrations;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Results;

/// <summary>From checkpoints to <c>results.json</c>: a function of its arguments, in the order of the benchmark.</summary>
public static class ResultBuilder
{
    /// <param name="settings">What was asked.</param>
    /// <param name="problems">The problems picked, in order.</param>
    /// <param name="samples">What is finished, by problem and sample.</param>
    /// <param name="calibration">The grader's; null where it was not asked for.</param>
    /// <param name="tools">Tool to version.</param>
    public static EvalResult Build(
        EvalSettings settings, IReadOnlyList<RtlProblem> problems, IReadOnlyList<SampleResult> samples, Calibration? calibration, IReadOnlyDictionary<string, string> tools)
    {
        var mutationScores = calibration?.Mutations.ToDictionary(score => score.Problem, score => score.Score, StringComparer.Ordinal) ?? [];
        var byProblem = samples.ToLookup(sample => sample.Problem, StringComparer.Ordinal);
        var results = problems.Where(problem => byProblem.Contains(problem.Id))
            .Select(problem => Problem(problem, [.. byProblem[problem.Id].OrderBy(sample => sample.Sample)], mutationScores)).ToList();
        var judged = results.Where(problem => problem.Strict != StrictVerdict.Excluded).ToList();
        return new EvalResult
        {
            Benchmark = settings.Benchmark,
            Model = settings.Model,
            Strategy = settings.Strategy,
            Feedback = string.Join('+', samples.Select(sample => sample.Solution.Feedback).Distinct().Order(StringComparer.Ordinal)),
            Simulator = string.Join('+', samples.Select(sample => sample.Grade.Simulator).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)),
            SamplesPerProblem = settings.Samples,
            Temperature = settings.Temperature,
            Seed = settings.Seed,
            Complete = samples.Count == problems.Count * settings.Samples,
            Calibration = calibration,
            // Where the official rule could not be applied safely it says nothing, for or against.
            Official = Score.Of([.. results.Select(problem => (problem.Samples.Count(sample => sample.Official is not null), problem.OfficialPassed)).Where(problem => problem.Item1 > 0)], settings.Seed),
            Strict = Score.Of([.. judged.Select(problem => (problem.Samples.Count, problem.StrictPassed))], settings.Seed),
            Excluded = [.. results.Where(problem => problem.Strict == StrictVerdict.Excluded).Select(problem => problem.Id)],
            Outcomes = Count(samples.Select(sample => KeyValuePair.Create(Word(sample.Grade.Outcome), 1))),
            PassedByTurns = ByTurns(samples),
            Trouble = Count(samples.SelectMany(sample => sample.Solution.Trouble)),
            Unreachable = samples.Count(IsUnreachable),
            Usage = Sum(samples.Select(sample => sample.Solution.Usage)),
            Tools = tools,
            Problems = results,
        };
    }

    /// <summary>An enumeration's value as results spell it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>No model gave an answer, for reasons that are not the model's.</summary>
    public static bool IsUnreachable(SampleResult sample) => sample.Solution is { StopReason: StopReason.ModelFailed, Code: null };

    public static UsageTotals Sum(IEnumerable<UsageTotals> usages) => usages.Aggregate(
        new UsageTotals(0, 0, 0, 0, 0m, 0, 0, 0),
        (a, b) => new UsageTotals(
            a.Requests + b.Requests, a.PromptTokens + b.PromptTokens, a.CompletionTokens + b.CompletionTokens, a.CachedTokens + b.CachedTokens,
            a.CostUsd + b.CostUsd, a.Retries + b.Retries, a.UnreportedReplies + b.UnreportedReplies, a.UnpricedReplies + b.UnpricedReplies));

    private static ProblemResult Problem(RtlProblem problem, IReadOnlyList<SampleResult> samples, Dictionary<string, double?> mutationScores)
    {
        var summaries = samples.Select(Sample).ToList();
        var verdicts = summaries.Select(sample => sample.Strict).ToList();
        return new ProblemResult
        {
            Id = problem.Id,
            Category = problem.Category,
            Official = summaries.All(sample => sample.Official is null) ? null : summaries.Any(sample => sample.Official is true),
            Strict = verdicts.Contains(StrictVerdict.Passed) ? StrictVerdict.Passed : verdicts.Contains(StrictVerdict.Excluded) ? StrictVerdict.Excluded : StrictVerdict.Failed,
            Reason = summaries.FirstOrDefault(sample => sample.Strict != StrictVerdict.Passed || sample.Official is not true)?.Reason ?? "",
            MutationScore = mutationScores.GetValueOrDefault(problem.Id),
            OfficialPassed = summaries.Count(sample => sample.Official is true),
            StrictPassed = verdicts.Count(verdict => verdict == StrictVerdict.Passed),
            Usage = Sum(summaries.Select(sample => sample.Usage)),
            Samples = summaries,
        };
    }

    private static SampleSummary Sample(SampleResult sample) => new()
    {
        Sample = sample.Sample + 1,
        Official = sample.Grade.OfficialPassed,
        OfficialReason = sample.Grade.OfficialReason,
        Strict = sample.Grade.Strict,
        Outcome = sample.Grade.Outcome,
        Reason = Reason(sample),
        Simulator = sample.Grade.Simulator,
        Compared = sample.Grade.Samples,
        Mismatches = sample.Grade.Mismatches,
        Turns = sample.Solution.Turns.Count,
        StopReason = sample.Solution.StopReason,
        Model = sample.Solution.Model,
        Usage = sample.Solution.Usage,
        Trouble = new SortedDictionary<string, int>(sample.Solution.Trouble.ToDictionary(), StringComparer.Ordinal),
    };

    private static Dictionary<string, int> ByTurns(IReadOnlyList<SampleResult> samples)
    {
        var passed = samples.Where(sample => sample.Grade.Strict == StrictVerdict.Passed).Select(sample => sample.Solution.Turns.Count).ToList();
        return Enumerable.Range(1, samples.Select(sample => sample.Solution.Turns.Count).DefaultIfEmpty(0).Max())
            .ToDictionary(turns => turns.ToString(System.Globalization.CultureInfo.InvariantCulture), turns => passed.Count(taken => taken <= turns));
    }

    private static string Reason(SampleResult sample)
    {
        var grade = sample.Grade;
        if (IsUnreachable(sample)) return "no model could be reached: " + string.Join(", ", sample.Solution.Trouble.Keys.Order(StringComparer.Ordinal));
        if (grade.Strict == StrictVerdict.Passed && grade.OfficialPassed is true) return "";
        var finding = grade.Diagnostics.Count > 0 ? ": " + grade.Diagnostics[0].Message : "";
        return (grade.Strict == StrictVerdict.Passed ? $"strict passed, official {grade.OfficialReason}" : Word(grade.Outcome).Replace('_', ' ')) + finding;
    }

    private static SortedDictionary<string, int> Count(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var sum = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (key, count) in counts) sum[key] = sum.GetValueOrDefault(key) + count;
        return sum;
    }
}
