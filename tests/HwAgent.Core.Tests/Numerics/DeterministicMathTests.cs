using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

/// <summary>The platform's functions are right to the last bit or two, which is close enough to check against; equal bits are not expected.</summary>
public sealed class DeterministicMathTests
{
    [Fact]
    public void Exp2_Pow_AnyNumber_AreCloseToThePlatforms() =>
        Gen.Double[-1000, 1000].Sample(x =>
        {
            Assert.Equal(1, DeterministicMath.Exp2(x) / Math.Pow(2, x), 2e-14);
            var (b, y) = (1 + Math.Abs(x), x / 100);
            Assert.Equal(1, DeterministicMath.Pow(b, y) / Math.Pow(b, y), 5e-14);
        }, iter: 20_000);

    [Fact]
    public void Log2_PositiveNumber_IsCloseToThePlatforms() =>
        Gen.Double[-1000, 1000].Sample(exponent =>
        {
            var x = Math.Pow(2, exponent);
            Assert.InRange(Math.Abs(DeterministicMath.Log2(x) - Math.Log2(x)), 0, 4e-16 * (1 + Math.Abs(exponent)));
        }, iter: 20_000);

    [Fact]
    public void SinCos_AnyAngle_AreCloseToThePlatforms() =>
        Gen.OneOf(Gen.Double[-10, 10], Gen.Double[-1e6, 1e6], Gen.Int[-600_000, 600_000].Select(n => n * Math.PI / 2)).Sample(x =>
        {
            x = Math.Clamp(x, -1e6, 1e6);
            var (sin, cos) = DeterministicMath.SinCos(x);
            var (expectedSin, expectedCos) = Math.SinCos(x);
            Assert.InRange(Math.Abs(sin - expectedSin), 0, 2e-15);
            Assert.InRange(Math.Abs(cos - expectedCos), 0, 2e-15);
        }, iter: 50_000);

    [Fact]
    public void Exp_Tanh_AnyNumber_AreCloseToThePlatforms() =>
        Gen.Double[-50, 50].Sample(x =>
        {
            Assert.Equal(1, DeterministicMath.Exp(x) / Math.Exp(x), 5e-14);
            Assert.InRange(Math.Abs(DeterministicMath.Tanh(x) - Math.Tanh(x)), 0, 1e-14);
        }, iter: 20_000);

    /// <summary>Values of erf with 16 digits (Abramowitz and Stegun, table 7.1).</summary>
    [Theory]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1.0, 0.8427007929497149)]
    [InlineData(2.0, 0.9953222650189527)]
    [InlineData(3.0, 0.9999779095030014)]
    [InlineData(-1.0, -0.8427007929497149)]
    public void Erf_TabulatedArgument_IsTheTablesValue(double x, double expected) => Assert.Equal(expected, DeterministicMath.Erf(x), 1e-14);

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Log2_NoPositiveNumber_Throws(double x) => Assert.Throws<ArgumentOutOfRangeException>(() => DeterministicMath.Log2(x));
}
