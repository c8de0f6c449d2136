using HwAgent.Evals.Statistics;

namespace HwAgent.Evals.Tests.Statistics;

public sealed class McNemarTestTests
{
    /// <summary>Two-sided binomial tails by hand: 2 · (1 + 10) / 2^10 for 1 of 10; 2 / 2^6 for 0 of 6.</summary>
    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(5, 5, 1.0)]
    [InlineData(1, 9, 22.0 / 1024)]
    [InlineData(9, 1, 22.0 / 1024)]
    [InlineData(0, 6, 2.0 / 64)]
    public void PValue_Known_IsExact(int onlyFirst, int onlySecond, double expected) => Assert.Equal(expected, McNemarTest.PValue(onlyFirst, onlySecond), 9);
}
