using System.Numerics;
using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class RequantiserTests
{
    /// <summary>From here up the multiplier has all its 16 bits; below, the shift is at its limit.</summary>
    private const double SmallestExactScale = 1.0 / (1L << 32);

    private static readonly Gen<int> Sum = Gen.OneOf(Gen.Int, Gen.Int[-200, 200], Gen.OneOf(int.MinValue, int.MinValue + 1, -1, 0, 1, int.MaxValue - 1, int.MaxValue));
    private static readonly Gen<Requantiser> Scale = Gen.Select(Gen.OneOf(Gen.Int[0, 65535], Gen.OneOf(0, 1, 32767, 32768, 65534, 65535)), Gen.Int[0, Requantiser.MaxShift], (m, s) => new Requantiser((ushort)m, (byte)s));

    [Fact]
    public void Scale_AnyOperands_EqualsFloorOfExactQuotientPlusOneHalf() =>
        Gen.Select(Sum, Scale).Sample((x, scale) => Assert.Equal(Exact(x, scale), scale.Scale(x)), iter: 20_000);

    [Theory]
    [InlineData(5, 1, 1, 3)] // 2.5: halves round up
    [InlineData(-5, 1, 1, -2)] // -2.5: up as well
    [InlineData(-1, 1, 1, 0)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(-3, 1, 2, -1)] // -0.75
    [InlineData(7, 3, 0, 21)] // S = 0 rounds nothing
    [InlineData(-7, 3, 0, -21)]
    [InlineData(int.MinValue, 65535, 47, -1)] // -0.99998...
    [InlineData(int.MaxValue, 65535, 47, 1)]
    [InlineData(int.MinValue, 65535, 0, -140735340871680)] // the largest product still fits
    public void Scale_Corner_IsAsWorkedOut(int x, int multiplier, int shift, long expected) =>
        Assert.Equal(expected, new Requantiser((ushort)multiplier, (byte)shift).Scale(x));

    [Fact]
    public void ToInt8_AnyOperands_Saturates() =>
        Gen.Select(Sum, Scale).Sample((x, scale) => Assert.Equal(BigInteger.Max(-128, BigInteger.Min(127, Exact(x, scale))), scale.ToInt8(x)), iter: 20_000);

    [Fact]
    public void ToInt16_AnyOperands_Saturates() =>
        Gen.Select(Sum, Scale).Sample((x, scale) => Assert.Equal(BigInteger.Max(-32768, BigInteger.Min(32767, Exact(x, scale))), scale.ToInt16(x)), iter: 20_000);

    /// <summary>Requantising never swaps the order of two sums.</summary>
    [Fact]
    public void Scale_LargerSum_IsNotSmaller() =>
        Gen.Select(Sum, Sum, Scale).Sample((a, b, scale) => Assert.True(scale.Scale(Math.Min(a, b)) <= scale.Scale(Math.Max(a, b))), iter: 20_000);

    [Fact]
    public void FromScale_ScaleFrom2PowMinus32_HasRelativeErrorOfAtMost2PowMinus16() =>
        Gen.Double[-32, 15.99].Sample(exponent =>
        {
            var scale = Math.Max(SmallestExactScale, Math.Pow(2, exponent));
            var found = Requantiser.FromScale(scale);
            Assert.InRange(found.Multiplier, 32768, 65535);
            Assert.True(Math.Abs(Value(found) - scale) <= scale / 65536, $"{scale:R} became {found}");
        }, iter: 100_000);

    [Theory]
    [InlineData(1.0, 32768, 15)]
    [InlineData(0.5, 32768, 16)]
    [InlineData(65535.0, 65535, 0)]
    [InlineData(1.0 / 3, 43691, 17)]
    [InlineData(0.99999999, 32768, 15)] // rounds up to the next power of two
    [InlineData(2.3283064365386963e-10, 32768, 47)] // 2^-32
    [InlineData(1e-14, 1, 47)]
    [InlineData(1e-20, 0, 47)]
    public void FromScale_Scale_GivesNearestPair(double scale, int multiplier, int shift) =>
        Assert.Equal(new Requantiser((ushort)multiplier, (byte)shift), Requantiser.FromScale(scale));

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(65535.6)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FromScale_ImpossibleScale_Throws(double scale) => Assert.Throws<ArgumentOutOfRangeException>(() => Requantiser.FromScale(scale));

    /// <summary>The whole operation against float64: half a step of rounding, and the multiplier's error times the result.</summary>
    [Fact]
    public void Scale_OfRealScale_IsWithinHalfAStepAndTheMultipliersErrorOfFloat64() =>
        Gen.Select(Gen.Int, Gen.Double[-31, 0]).Sample((x, exponent) =>
        {
            var scale = Math.Pow(2, exponent);
            var exact = x * scale;
            Assert.True(Math.Abs(Requantiser.FromScale(scale).Scale(x) - exact) <= 0.5 + Math.Abs(exact) / 65536 + 1e-6);
        }, iter: 100_000);

    /// <summary>Results of 8 bits: how often the integer result is not the nearest one, as NUMERICS.md states it.</summary>
    [Fact]
    public void ToInt8_OfRealScale_DiffersFromRoundedFloat64RarelyAndByOne()
    {
        var random = new SplitMix64(1);
        var different = 0;
        const int count = 1_000_000;
        for (var i = 0; i < count; i++)
        {
            var scale = Math.Pow(2, -8 - 12 * (random.Next(1 << 20) / (double)(1 << 20)));
            var x = (int)((random.Next(1 << 24) / (double)(1 << 24) * 255 - 127.5) / scale);
            var nearest = Math.Clamp(Math.Floor(x * scale + 0.5), -128, 127);
            var found = Requantiser.FromScale(scale).ToInt8(x);
            Assert.InRange(found - nearest, -1, 1);
            if (found != nearest) different++;
        }

        Assert.InRange(different, 0, count / 1000);
        TestContext.Current.TestOutputHelper!.WriteLine($"{different} of {count}");
    }

    private static double Value(Requantiser scale) => scale.Multiplier / Math.Pow(2, scale.Shift);

    /// <summary>floor(x * M / 2^S + 1/2) over the rationals.</summary>
    private static BigInteger Exact(int x, Requantiser scale)
    {
        var numerator = 2 * (BigInteger)x * scale.Multiplier + (BigInteger.One << scale.Shift);
        var denominator = BigInteger.One << (scale.Shift + 1);
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
