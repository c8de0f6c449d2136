using CsCheck;
using HwAgent.Core.Integer;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Integer.Vision;

public sealed class MergedAttentionTests
{
    /// <summary>A key of size n is n equal keys, bit for bit.</summary>
    [Fact]
    public void Apply_KeysWithSizes_EqualsPlainAttentionOverTheirCopies() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9].Array[1, 40], Gen.ULong, Gen.Double[-12, 1], Gen.Double[-1, 3]).Sample((size, sizes, seed, exponent, output) =>
        {
            var random = new SplitMix64(seed);
            var merged = new KeyValueCache(sizes.Length, 1, size);
            var copies = new KeyValueCache(sizes.Sum(), 1, size);
            var position = 0;
            for (var token = 0; token < sizes.Length; token++)
            {
                var (key, value) = (Bytes(ref random, size), Bytes(ref random, size));
                merged.Store(0, token, key, value);
                for (var copy = 0; copy < sizes[token]; copy++) copies.Store(0, position++, key, value);
            }

            var query = Bytes(ref random, size);
            var scale = new AttentionScale(ExponentialScale.FromScale(Math.Pow(2, exponent) / Math.Sqrt(size)), Requantiser.FromScale(Math.Pow(2, output)));
            var (expected, found) = (new sbyte[size], new sbyte[size]);
            IntegerAttention.Apply(query, copies, 0, 0, position, [scale], 64, new int[position], expected);
            MergedAttention.Apply(query, merged, 0, sizes, scale, new int[sizes.Length], found);
            Assert.Equal(expected, found);
        }, iter: 300);

    private static sbyte[] Bytes(ref SplitMix64 random, int count)
    {
        var bytes = new sbyte[count];
        for (var i = 0; i < count; i++) bytes[i] = (sbyte)(random.Next(256) - 128);
        return bytes;
    }
}
