using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Numerics;

public sealed class FloatVectorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Dot_AnyLength_IsTheStatedSum(int length)
    {
        var (x, y) = (Row(length, 1), Row(length, 2));
        Assert.Equal(Stated(length, i => x[i] * y[i]), FloatVector.Dot(x, y));
        Assert.Equal(Stated(length, i => x[i]), FloatVector.Sum(x));
    }

    [Fact]
    public void Dot_LengthsDiffer_IsRefused() => Assert.Throws<ArgumentException>(() => FloatVector.Dot(new float[3], new float[4]));

    [Fact]
    public void ExpOfNegative_WholeRange_IsWithin2EMinus7OfMath()
    {
        var random = new SplitMix64(3);
        var row = Enumerable.Range(0, 100_003).Select(i => (float)(-87.3 * random.NextDouble() * (i % 2 == 0 ? 1 : 0.01))).ToArray();
        var result = (float[])row.Clone();
        FloatVector.ExpOfNegative(result);
        for (var i = 0; i < row.Length; i++)
        {
            var exact = Math.Exp(row[i]);
            Assert.True(Math.Abs(result[i] - exact) <= 2e-7 * exact, $"{row[i]:R}");
        }
    }

    /// <summary>Alone, where no whole vector is, as in a row.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(-87.4f, 0)]
    [InlineData(float.MinValue, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    public void ExpOfNegative_Corner_IsExact(float x, float expected)
    {
        float[] alone = [x], row = [.. Enumerable.Repeat(x, 9)];
        FloatVector.ExpOfNegative(alone);
        FloatVector.ExpOfNegative(row);
        Assert.All([.. alone, .. row], value => Assert.Equal(expected, value));
    }

    [Fact]
    public void Cosine_OfARowWithItself_IsOne_AndWithZeroIsZero()
    {
        var x = Row(77, 4);
        Assert.Equal(1, FloatVector.Cosine(x, x), 1e-6);
        Assert.Equal(-1, FloatVector.Cosine(x, [.. x.Select(value => -2 * value)]), 1e-6);
        Assert.Equal(0, FloatVector.Cosine(x, new float[77]));
    }

    /// <summary>32 partial sums over the whole groups, eights behind them to the first, in pairs of eights, halves and quarters; what is left over is added last.</summary>
    private static float Stated(int length, Func<int, float> term)
    {
        var sums = new float[32];
        var whole = length / 32 * 32;
        var eights = length / 8 * 8;
        for (var i = 0; i < eights; i++) sums[i < whole ? i % 32 : i % 8] += term(i);
        var eight = Enumerable.Range(0, 8).Select(i => sums[i] + sums[i + 8] + (sums[i + 16] + sums[i + 24])).ToArray();
        var four = Enumerable.Range(0, 4).Select(i => eight[i] + eight[i + 4]).ToArray();
        var rest = 0f;
        for (var i = eights; i < length; i++) rest += term(i);
        return four[0] + four[2] + (four[1] + four[3]) + rest;
    }

    private static float[] Row(int length, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
