using HwAgent.Evals.Results;
using HwAgent.Evals.Statistics;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Comparisons;

/// <summary>Two runs on the problems that both answered, by the strict verdict.</summary>
public sealed record PairedComparison
{
    /// <summary>Name of the run that is compared against.</summary>
    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>Problems that both runs answered and neither excludes.</summary>
    public required int Problems { get; init; }

    /// <summary>Problems that the second run solves more often than the first.</summary>
    public required IReadOnlyList<string> Won { get; init; }

    /// <summary>Problems that it solves less often.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Difference of pass@1, second minus first, with the 95 % bootstrap interval over problems.</summary>
    public required ConfidenceInterval Difference { get; init; }

    /// <summary>McNemar's exact test over the problems won and lost; with several answers a problem it is the sign test of their pass rates.</summary>
    public required double PValue { get; init; }

    /// <summary>Compares two runs.</summary>
    /// <exception cref="ArgumentException">They are runs of different benchmarks, or have no problem in common.</exception>
    public static PairedComparison Of(string firstName, EvalResult first, string secondName, EvalResult second)
    {
        if (first.Benchmark != second.Benchmark) throw new ArgumentException($"{firstName} is a run of {first.Benchmark}, {secondName} one of {second.Benchmark}");
        var theirs = Judged(second).ToDictionary(problem => problem.Id, Rate, StringComparer.Ordinal);
        var pairs = Judged(first).Where(problem => theirs.ContainsKey(problem.Id)).Select(problem => (problem.Id, Difference: theirs[problem.Id] - Rate(problem))).ToList();
        if (pairs.Count == 0) throw new ArgumentException($"{firstName} and {secondName} have no problem in common");
        var won = pairs.Where(pair => pair.Difference > 0).Select(pair => pair.Id).ToList();
        var lost = pairs.Where(pair => pair.Difference < 0).Select(pair => pair.Id).ToList();
        return new PairedComparison
        {
            First = firstName,
            Second = secondName,
            Problems = pairs.Count,
            Won = won,
            Lost = lost,
            Difference = Bootstrap.Mean([.. pairs.Select(pair => pair.Difference)], (ulong)first.Seed),
            PValue = McNemarTest.PValue(lost.Count, won.Count),
        };
    }

    private static IEnumerable<ProblemResult> Judged(EvalResult result) => result.Problems.Where(problem => problem.Strict != StrictVerdict.Excluded);

    private static double Rate(ProblemResult problem) => (double)problem.StrictPassed / problem.Samples.Count;
}
