namespace HwAgent.Core.Tests.Decoding;

/// <summary>Pearson's test of counts against known probabilities.</summary>
internal static class ChiSquare
{
    /// <summary>
    /// How many standard deviations the statistic lies above its expectation: by the Wilson-Hilferty transformation, under which the cube root of
    /// chi-square over its degrees of freedom is normal. Cells that expect fewer than 5 are put together.
    /// </summary>
    public static double StandardDeviations(IReadOnlyList<int> counts, IReadOnlyList<double> probabilities)
    {
        var total = counts.Sum();
        var (statistic, cells, restCount, restExpected) = (0.0, 0, 0, 0.0);
        for (var i = 0; i < counts.Count; i++)
        {
            var expected = total * probabilities[i];
            if (expected < 5) (restCount, restExpected) = (restCount + counts[i], restExpected + expected);
            else Add(counts[i], expected);
        }

        if (restExpected > 0.5) Add(restCount, restExpected);
        else Assert.True(restCount <= 5, $"{restCount} draws of what is all but impossible");
        var degrees = cells - 1;
        var variance = 2.0 / (9 * degrees);
        return (Math.Cbrt(statistic / degrees) - (1 - variance)) / Math.Sqrt(variance);

        void Add(int count, double expected)
        {
            statistic += (count - expected) * (count - expected) / expected;
            cells++;
        }
    }
}
