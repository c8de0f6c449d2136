using HwAgent.Evals.Statistics;

namespace HwAgent.Evals.Tests.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void Mean_SameSeed_IsTheSame_AnotherSeedIsNot()
    {
        double[] values = [.. Enumerable.Range(0, 97).Select(i => i * 37 % 101 / 100.0)];

        Assert.Equal(Bootstrap.Mean(values, 7), Bootstrap.Mean(values, 7));
        Assert.NotEqual(Bootstrap.Mean(values, 7), Bootstrap.Mean(values, 8));
    }

    /// <summary>For 400 coins with 50 % heads the normal interval is 0.5 ± 1.96 · sqrt(0.25 / 400) = 0.5 ± 0.049.</summary>
    [Fact]
    public void Mean_ManyCoins_AgreesWithTheNormalInterval()
    {
        var interval = Bootstrap.Mean([.. Enumerable.Range(0, 400).Select(i => (double)(i % 2))], 1);

        Assert.Equal(0.5, interval.Value, 9);
        Assert.InRange(interval.Low, 0.5 - 0.055, 0.5 - 0.043);
        Assert.InRange(interval.High, 0.5 + 0.043, 0.5 + 0.055);
    }

    [Fact]
    public void Mean_AllEqual_HasNoWidth() => Assert.Equal(new ConfidenceInterval(0.25, 0.25, 0.25), Bootstrap.Mean([0.25, 0.25, 0.25], 1));

    [Fact]
    public void Mean_Nothing_IsZero() => Assert.Equal(new ConfidenceInterval(0, 0, 0), Bootstrap.Mean([], 1));
}
