using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Integer;

public sealed class IntegerAttentionTests
{
    private static readonly Gen<(int Size, int Heads, int Keys, int First, ulong Seed, double Exponent, double Output)> Cases = Gen.Select(
        Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[1, 300], Gen.Int[0, 299], Gen.ULong, Gen.Double[-12, 1], Gen.Double[-1, 3],
        (size, heads, keys, first, seed, exponent, output) => (size, heads, keys, first % keys, seed, Math.Pow(2, exponent), Math.Pow(2, output)));

    [Fact]
    public void VectorAttention_AnyKeysAndTile_EqualsReference() =>
        Gen.Select(Cases, Gen.Int[1, 400], Gen.Int[1, 400]).Sample((c, tile, otherTile) =>
        {
            var (cache, queries, scales) = Make(c.Size, c.Heads, c.Keys, c.Seed, c.Exponent, c.Output);
            var expected = new sbyte[queries.Length];
            var found = new sbyte[queries.Length];
            IntegerAttention.Apply(queries, cache, 1, c.First, c.Keys, scales, otherTile, new int[c.Keys], expected);
            VectorAttention.Apply(queries, cache, 1, c.First, c.Keys, scales, tile, new AttentionScratch(c.Keys, cache.PaddedSize), found);
            Assert.Equal(expected, found);
        }, iter: 300);

    /// <summary>Against softmax in float64 on the same integers: rounding of the output, and of weights and exponents before it.</summary>
    [Fact]
    public void Apply_AnyKeys_IsWithinOneStepOfFloat64()
    {
        var largest = 0.0;
        Cases.Sample(c =>
        {
            var (cache, queries, scales) = Make(c.Size, 1, c.Keys, c.Seed, c.Exponent, 1);
            var found = new sbyte[c.Size];
            IntegerAttention.Apply(queries, cache, 1, c.First, c.Keys, scales, 64, new int[c.Keys], found);
            var scores = Enumerable.Range(c.First, c.Keys - c.First).Select(p => Enumerable.Range(0, c.Size).Sum(i => queries[i] * cache.Key(1, p, i))).ToList();
            var weights = scores.Select(s => Math.Exp((s - scores.Max()) * c.Exponent / Math.Sqrt(c.Size))).ToList();
            for (var i = 0; i < c.Size; i++)
            {
                var exact = weights.Select((w, p) => w * cache.Value(1, c.First + p, i)).Sum() / weights.Sum();
                Assert.InRange(found[i] - exact, -1, 1);
                largest = Math.Max(largest, Math.Abs(found[i] - exact));
            }
        }, iter: 300, threads: 1);
        TestContext.Current.TestOutputHelper!.WriteLine($"largest error {largest:F4} steps");
    }

    /// <summary>Most keys, largest weights, largest values: every sum is at its limit.</summary>
    [Theory]
    [InlineData(-128)]
    [InlineData(127)]
    public void Apply_MostKeysAllAlike_DoesNotOverflow(int value)
    {
        var cache = new KeyValueCache(IntegerAttention.MaxKeys, 1, 8);
        var (keys, values) = (new sbyte[8], new sbyte[8]);
        Array.Fill(keys, (sbyte)-128);
        Array.Fill(values, (sbyte)value);
        for (var position = 0; position < IntegerAttention.MaxKeys; position++) cache.Store(0, position, keys, values);
        AttentionScale[] scales = [.. Enumerable.Repeat(new AttentionScale(ExponentialScale.FromScale(0.01), Requantiser.FromScale(1)), 5)];
        var queries = new sbyte[40];
        Array.Fill(queries, (sbyte)127);
        var (slow, fast) = (new sbyte[40], new sbyte[40]);
        IntegerAttention.Apply(queries, cache, 0, 0, IntegerAttention.MaxKeys, scales, 512, new int[IntegerAttention.MaxKeys], slow);
        VectorAttention.Apply(queries, cache, 0, 0, IntegerAttention.MaxKeys, scales, 512, new AttentionScratch(IntegerAttention.MaxKeys, 8), fast);

        Assert.All(slow, y => Assert.Equal(value, y));
        Assert.Equal(slow, fast);
    }

    [Fact]
    public void KeyValueCache_AnyPosition_HoldsWhatWasStored() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 50]).Sample((size, positions) =>
        {
            var cache = new KeyValueCache(positions, 3, size);
            sbyte At(int head, int position, int i, int kind) => (sbyte)(head * 97 + position * 31 + i * 7 + kind * 13);
            for (var position = 0; position < positions; position++)
                for (var head = 0; head < 3; head++)
                    cache.Store(head, position, [.. Enumerable.Range(0, size).Select(i => At(head, position, i, 0))], [.. Enumerable.Range(0, size).Select(i => At(head, position, i, 1))]);
            for (var position = 0; position < positions; position++)
                for (var head = 0; head < 3; head++)
                    for (var i = 0; i < size; i++) Assert.Equal((At(head, position, i, 0), At(head, position, i, 1)), (cache.Key(head, position, i), cache.Value(head, position, i)));
        }, iter: 100);

    private static (KeyValueCache Cache, sbyte[] Queries, AttentionScale[] Scales) Make(int size, int heads, int keys, ulong seed, double exponent, double output)
    {
        var random = new SplitMix64(seed);
        sbyte[] Bytes(int count)
        {
            var bytes = new sbyte[count];
            for (var i = 0; i < count; i++) bytes[i] = (sbyte)(random.Next(8) == 0 ? -128 + 255 * random.Next(2) : random.Next(256) - 128);
            return bytes;
        }

        var cache = new KeyValueCache(keys, 2, size);
        for (var position = 0; position < keys; position++)
            for (var head = 0; head < 2; head++) cache.Store(head, position, Bytes(size), Bytes(size));
        var scale = new AttentionScale(ExponentialScale.FromScale(exponent / Math.Sqrt(size)), Requantiser.FromScale(output));
        return (cache, Bytes(heads * size), [.. Enumerable.Repeat(scale, heads)]);
    }
}
