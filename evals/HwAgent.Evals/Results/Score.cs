using HwAgent.Evals.Statistics;

namespace HwAgent.Evals.Results;

/// <summary>One of the two scores of a run.</summary>
/// <param name="Passed">Answers that passed.</param>
/// <param name="Total">Answers that count; excluded problems are not among them.</param>
/// <param name="PassAt1">Mean over problems of the unbiased pass@1.</param>
/// <param name="HarnessMean">As the VerilogEval harness prints it: the mean of whole percentages.</param>
/// <param name="PassAtK">k to pass@k with its 95 % bootstrap interval.</param>
public sealed record Score(int Passed, int Total, double PassAt1, double HarnessMean, IReadOnlyDictionary<string, ConfidenceInterval> PassAtK)
{
    /// <param name="problems">Answers graded and answers right, a problem.</param>
    /// <param name="seed">Seed of the bootstrap.</param>
    public static Score Of(IReadOnlyList<(int Samples, int Passed)> problems, int seed)
    {
        var samples = problems.Count == 0 ? 0 : problems.Min(p => p.Samples);
        var passAtK = PassAtKs(problems, samples, seed);
        return new Score(
            problems.Sum(p => p.Passed), problems.Sum(p => p.Samples),
            problems.Count == 0 ? 0 : Math.Round(problems.Average(p => (double)p.Passed / p.Samples), 6), Math.Round(Statistics.PassAtK.HarnessMean(problems), 2), passAtK);
    }

    private static Dictionary<string, ConfidenceInterval> PassAtKs(IReadOnlyList<(int Samples, int Passed)> problems, int samples, int seed) =>
        Statistics.PassAtK.Reported(samples).ToDictionary(
            k => k.ToString(System.Globalization.CultureInfo.InvariantCulture),
            k => Bootstrap.Mean([.. problems.Select(p => Statistics.PassAtK.Estimate(p.Samples, p.Passed, k))], (ulong)seed));
}
