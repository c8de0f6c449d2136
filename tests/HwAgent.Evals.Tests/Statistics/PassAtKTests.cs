using CsCheck;
using HwAgent.Evals.Statistics;

namespace HwAgent.Evals.Tests.Statistics;

public sealed class PassAtKTests
{
    /// <summary>1 - C(n-c, k) / C(n, k), worked out by hand: C(3,2)/C(5,2) = 3/10; C(15,5)/C(20,5) = 3003/15504.</summary>
    [Theory]
    [InlineData(1, 0, 1, 0.0)]
    [InlineData(1, 1, 1, 1.0)]
    [InlineData(5, 2, 2, 1 - (3.0 / 10))]
    [InlineData(20, 5, 5, 1 - (3003.0 / 15504))]
    [InlineData(20, 16, 5, 1.0)]
    public void Estimate_Known_IsExact(int samples, int passed, int k, double expected) => Assert.Equal(expected, PassAtK.Estimate(samples, passed, k), 12);

    /// <summary>The estimator is the share of all draws of k that hold a right answer: counted one by one.</summary>
    [Fact]
    public void Estimate_SmallCases_IsTheShareOfDraws() =>
        Gen.Select(Gen.Int[1, 10], Gen.Int[0, 10], Gen.Int[1, 10]).Where((n, c, k) => c <= n && k <= n).Sample((n, c, k) =>
        {
            var draws = Enumerable.Range(0, 1 << n).Where(draw => int.PopCount(draw) == k).ToList();
            var right = draws.Count(draw => (draw & ((1 << c) - 1)) != 0);
            Assert.Equal((double)right / draws.Count, PassAtK.Estimate(n, c, k), 9);
        }, iter: 200);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(3, 4, 1)]
    [InlineData(3, 1, 4)]
    [InlineData(3, -1, 1)]
    public void Estimate_OutOfRange_Throws(int samples, int passed, int k) => Assert.ThrowsAny<ArgumentOutOfRangeException>(() => PassAtK.Estimate(samples, passed, k));

    /// <summary>The harness cuts each problem's percentage down before it takes the mean: 1 of 3 counts as 33.</summary>
    [Fact]
    public void HarnessMean_Thirds_AreCutDown() => Assert.Equal((33 + 66 + 100) / 3.0, PassAtK.HarnessMean([(3, 1), (3, 2), (3, 3)]), 12);
}
