using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class ExponentialScaleTests
{
    private static readonly Gen<double> Scale = Gen.Double[-14, 6].Select(exponent => Math.Pow(2, exponent));

    /// <summary>Half a step of 1/256 in the exponent, the multiplier's 15 bits, and the rounding of the weight: what NUMERICS.md states.</summary>
    [Fact]
    public void Apply_AnyDifference_IsWithinTheStatedErrorOfFloat64() =>
        Gen.Select(Scale, Gen.Double[0, 20]).Sample((natural, exponent) =>
        {
            var difference = (int)(exponent / natural);
            var exact = 65535 * Math.Exp(-difference * natural);
            var found = ExponentialScale.FromScale(natural).Apply(difference);
            Assert.InRange(found - exact, -1 - 0.003 * exact, 1 + 0.003 * exact);
        }, iter: 50_000);

    [Fact]
    public void Apply_LargerDifference_IsNotLarger() =>
        Gen.Select(Scale, Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue]).Sample((natural, a, b) =>
        {
            var scale = ExponentialScale.FromScale(natural);
            Assert.True(scale.Apply(Math.Min(a, b)) >= scale.Apply(Math.Max(a, b)));
        }, iter: 50_000);

    /// <summary>The far end of the range, where a shift by 31 would turn the sign.</summary>
    [Theory]
    [InlineData(80.0, 1)]
    [InlineData(80.0, int.MaxValue)]
    [InlineData(0.01, int.MaxValue)]
    public void Apply_FarBelowTheMaximum_IsZero(double natural, int difference) => Assert.Equal(0, ExponentialScale.FromScale(natural).Apply(difference));

    [Theory]
    [InlineData(0.0, int.MaxValue, 65535)] // no scale: all alike
    [InlineData(1.0, 0, 65535)]
    [InlineData(0.69314718055994531, 1, 32768)] // one half
    [InlineData(0.69314718055994531, 16, 1)]
    [InlineData(0.69314718055994531, 17, 0)]
    public void Apply_Corner_IsAsWorkedOut(double natural, int difference, int expected) => Assert.Equal(expected, ExponentialScale.FromScale(natural).Apply(difference));

    [Theory]
    [InlineData(-0.1)]
    [InlineData(89.0)]
    [InlineData(double.NaN)]
    public void FromScale_ImpossibleScale_Throws(double natural) => Assert.Throws<ArgumentOutOfRangeException>(() => ExponentialScale.FromScale(natural));
}
