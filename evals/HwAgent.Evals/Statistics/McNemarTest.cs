using MathNet.Numerics.Distributions;

namespace HwAgent.Evals.Statistics;

/// <summary>McNemar's exact test: whether two systems that answered the same problems differ (McNemar 1947, with the binomial distribution instead of chi-square).</summary>
public static class McNemarTest
{
    /// <summary>Two-sided p value.</summary>
    /// <param name="onlyFirst">Problems that only the first system solved.</param>
    /// <param name="onlySecond">Problems that only the second system solved.</param>
    /// <returns>1 when no problem tells them apart.</returns>
    public static double PValue(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var discordant = onlyFirst + onlySecond;
        // Were they equal, each discordant problem would fall to either side like a coin.
        return discordant == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, discordant, Math.Min(onlyFirst, onlySecond)));
    }
}
