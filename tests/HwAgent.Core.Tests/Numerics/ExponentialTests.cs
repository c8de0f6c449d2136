using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class ExponentialTests
{
    [Fact]
    public void OfNegative_WholeRange_IsWithin1EMinus14OfMath()
    {
        var random = new SplitMix64(1);
        for (var i = 0; i < 200_000; i++)
        {
            var x = -700 * random.NextDouble() * (i % 2 == 0 ? 1 : 0.01);
            var exact = Math.Exp(x);
            Assert.True(Math.Abs(Exponential.OfNegative(x) - exact) <= 1e-14 * exact, $"{x:R}");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-701, 0)]
    [InlineData(double.NegativeInfinity, 0)]
    public void OfNegative_Corner_IsExact(double x, double expected) => Assert.Equal(expected, Exponential.OfNegative(x));
}
