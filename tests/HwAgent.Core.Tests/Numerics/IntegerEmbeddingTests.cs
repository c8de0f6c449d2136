using CsCheck;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class IntegerEmbeddingTests
{
    [Fact]
    public void Apply_AnyRow_IsWithinHalfAStepOfFloat64() =>
        Gen.Select(Gen.SByte.Array[1, 40], Gen.Double[-6, 8]).Sample((row, exponent) =>
        {
            var (scale, found) = (Math.Pow(2, exponent), new short[row.Length]);
            IntegerEmbedding.Apply(row, Requantiser.FromScale(scale), found);
            for (var i = 0; i < row.Length; i++)
            {
                var exact = row[i] * scale;
                Assert.InRange(found[i] - Math.Clamp(exact, short.MinValue, short.MaxValue), -0.51 - Math.Abs(exact) / 65536, 0.51 + Math.Abs(exact) / 65536);
            }
        }, iter: 1000);

    [Fact]
    public void Add_AnyRows_Saturates() =>
        Gen.Select(Gen.Short.Array[30], Gen.Short.Array[30]).Sample((x, y) =>
        {
            var sum = x.ToArray();
            IntegerEmbedding.Add(sum, y);
            Assert.Equal(x.Zip(y, (a, b) => (short)Math.Min(32767, Math.Max(-32768, a + b))), sum);
        }, iter: 1000);

    [Theory]
    [InlineData(0.25f, 1)] // half a step: up
    [InlineData(-0.25f, 0)]
    [InlineData(-0.26f, -1)]
    [InlineData(1e9f, short.MaxValue)]
    [InlineData(-1e9f, short.MinValue)]
    public void Quantise_RealRow_IsTheNearestStep(float value, int expected)
    {
        var found = new short[1];
        IntegerEmbedding.Quantise([value], 0.5, found);
        Assert.Equal(expected, found[0]);
    }
}
