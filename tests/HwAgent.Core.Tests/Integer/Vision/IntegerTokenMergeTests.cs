using System.Numerics;
using CsCheck;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Tests.Integer.Vision;

public sealed class IntegerTokenMergeTests
{
    private static readonly Gen<short> Value = Gen.OneOf(Gen.Short, Gen.OneOf(short.MinValue, short.MaxValue, (short)-1, (short)0, (short)1));

    /// <summary>The mean of the rows that become one, weighted by their sizes, halves up: against exact fractions.</summary>
    [Fact]
    public void Apply_AnyRows_RoundsTheExactMean() =>
        Gen.Select(Value.Array[1, 12], Gen.Int[1, 5000].Array[12], Gen.Int[0, 11].Array[12]).Sample((rows, sizes, chosen) =>
        {
            // Every other token may go into the one before it.
            var pairs = Enumerable.Range(0, rows.Length / 2).Where(i => chosen[i] % 2 == 0).Select(i => (From: 2 * i + 1, To: 2 * i)).ToList();
            var merge = TokenMerge.FromPairs(rows.Length, pairs);
            var found = IntegerTokenMerge.Apply(merge, rows, sizes.AsSpan(0, rows.Length));

            var expected = Enumerable.Range(0, merge.Count).Select(target =>
            {
                var members = Enumerable.Range(0, rows.Length).Where(token => merge.Targets[token] == target).ToList();
                BigInteger sum = members.Aggregate(BigInteger.Zero, (total, token) => total + (BigInteger)rows[token] * sizes[token]), size = members.Sum(token => (long)sizes[token]);
                var numerator = 2 * sum + size;
                var quotient = BigInteger.DivRem(numerator, 2 * size, out var remainder);
                return (short)(remainder.Sign < 0 ? quotient - 1 : quotient);
            });
            Assert.Equal(expected, found);
        }, iter: 2000);

    /// <summary>Heads with other scales weigh as their real keys do: the second head's steps are a thousandth of the first's, so the first decides.</summary>
    [Fact]
    public void Match_HeadsOfDifferentScale_ComparesRealKeys()
    {
        sbyte[] keys =
        [
            /* token 0 */ 100, 0, 0, 100,
            /* token 1 */ 0, 100, 0, 100,
            /* token 2 */ 99, 1, 100, 0,
            /* token 3 */ 100, 2, 0, -100,
        ];

        // Tokens 0 and 2 choose among 1 and 3: by their first heads both are like 3.
        Assert.Equal([1, 0, 1, 1], IntegerTokenMerge.Match(keys, [32767, 33], 2, extraTokens: 0, merges: 2).Targets);
        // With the second heads in charge 0 is like 1, and 2 stays with 3, which it is like by the little that is left of the first.
        Assert.Equal([0, 0, 1, 1], IntegerTokenMerge.Match(keys, [1, 32767], 2, extraTokens: 0, merges: 2).Targets);
    }

    [Fact]
    public void Match_AnyKeys_AgreesWithFloatUnlessNearlyEqual() =>
        Gen.Select(Gen.Int[4, 24], Gen.Int[1, 12], Gen.ULong).Sample((tokens, merges, seed) =>
        {
            var random = new Core.Numerics.SplitMix64(seed);
            var keys = new sbyte[tokens * 8];
            for (var i = 0; i < keys.Length; i++) keys[i] = (sbyte)(random.Next(255) - 127);
            var real = keys.Select(key => (float)key).ToArray();
            var found = IntegerTokenMerge.Match(keys, [32767], 8, extraTokens: 1, merges);
            var expected = TokenMerge.Match(real, 8, extraTokens: 1, merges);

            Assert.Equal(expected.Count, found.Count);
            // The pairs chosen are as alike in total, up to the rounding of unit vectors to 15 bits: 2.5e-4 a pair.
            Assert.Equal(Likeness(real, expected), Likeness(real, found), 6e-3);
        }, iter: 300);

    private static double Likeness(float[] keys, TokenMerge merge)
    {
        double Cosine(int a, int b)
        {
            double dot = 0, aa = 0, bb = 0;
            for (var i = 0; i < 8; i++)
            {
                dot += keys[a * 8 + i] * keys[b * 8 + i];
                aa += keys[a * 8 + i] * keys[a * 8 + i];
                bb += keys[b * 8 + i] * keys[b * 8 + i];
            }

            return dot / Math.Sqrt(aa * bb);
        }

        // Odd tokens are what others go into; an even token alone is in its own place.
        return Enumerable.Range(0, (merge.Targets.Length + 1) / 2).Select(i => 2 * i)
            .Sum(even => Enumerable.Range(0, merge.Targets.Length / 2).Select(i => 2 * i + 1).Where(odd => merge.Targets[odd] == merge.Targets[even]).Sum(odd => Cosine(even, odd)));
    }
}
