namespace HwAgent.Evals.Statistics;

/// <summary>pass@k: the probability that at least one of k answers drawn from n is right (Chen et al. 2021, "Evaluating Large Language Models Trained on Code", section 2.1).</summary>
public static class PassAtK
{
    /// <summary>The unbiased estimate for one problem, <c>1 - C(n-c, k) / C(n, k)</c>, as a product so that no binomial overflows.</summary>
    /// <param name="samples">n, answers graded.</param>
    /// <param name="passed">c, of these right.</param>
    /// <param name="k">1 to n.</param>
    public static double Estimate(int samples, int passed, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(passed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, samples);
        // Fewer than k wrong answers: each draw of k holds a right one.
        if (samples - passed < k) return 1;
        // C(n-c,k)/C(n,k) as c factors; k = 1 is c/n in closed form, without rounding on the way.
        if (k == 1) return (double)passed / samples;
        var allWrong = 1.0;
        for (var i = samples - passed + 1; i <= samples; i++) allWrong *= 1.0 - (double)k / i;
        return 1 - allWrong;
    }

    /// <summary>The k that papers report and n answers allow: 1, 5, 10.</summary>
    public static IEnumerable<int> Reported(int samples) => ((int[])[1, 5, 10]).Where(k => k <= samples);

    /// <summary>The score that the VerilogEval harness prints: the mean over problems of the passing percentage, each cut down to a whole number first.</summary>
    /// <param name="problems">Answers graded and answers right, a problem.</param>
    /// <returns>Per cent; 0 when there is no problem.</returns>
    public static double HarnessMean(IReadOnlyCollection<(int Samples, int Passed)> problems) =>
        problems.Count == 0 ? 0 : problems.Average(p => (double)HarnessPercent(p.Samples, p.Passed));

    /// <summary>The passing percentage of one problem as the VerilogEval harness cuts it down to a whole number.</summary>
    public static int HarnessPercent(int samples, int passed) => (int)((double)passed / samples * 100);
}
