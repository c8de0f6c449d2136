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
