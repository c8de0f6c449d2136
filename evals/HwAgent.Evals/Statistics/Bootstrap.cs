using HwAgent.Core.Numerics;
using MathNet.Numerics.Statistics;

namespace HwAgent.Evals.Statistics;

/// <summary>Percentile bootstrap over problems (Efron 1979): the problems are the sample, so they are what is drawn again. The same seed gives the same interval everywhere.</summary>
public static class Bootstrap
{
    public const int DefaultResamples = 2000;

    /// <summary>95 % interval of the mean.</summary>
    /// <param name="values">One value a problem, e.g. its pass@k.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="resamples">Draws.</param>
    /// <returns>All zero for no values; rounded to 6 places, so that the last bits of a sum do not show.</returns>
    public static ConfidenceInterval Mean(IReadOnlyList<double> values, ulong seed, int resamples = DefaultResamples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Count == 0) return new ConfidenceInterval(0, 0, 0);
        var random = new SplitMix64(seed);
        var means = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < values.Count; j++) sum += values[random.Next(values.Count)];
            means[i] = sum / values.Count;
        }

        Array.Sort(means);
        return new ConfidenceInterval(
            Math.Round(values.Average(), 6), Math.Round(SortedArrayStatistics.Quantile(means, 0.025), 6), Math.Round(SortedArrayStatistics.Quantile(means, 0.975), 6));
    }
}
