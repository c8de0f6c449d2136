using CsCheck;
using HwAgent.Core.Reference;

namespace HwAgent.Models.Tests.Reference;

public sealed class TokenMergeTests
{
    /// <summary>
    /// Tokens 1, 3, 5 are compared with 2, 4, 6 (0 is the class token): by the cosines 2 is most like 5, 4 most like 3, 6 most like 1; the two best pairs are
    /// (6, 1) with 1 and (2, 5) with 1; lengths do not count.
    /// </summary>
    [Fact]
    public void Match_SmallExample_MergesTheMostSimilarPairs()
    {
        float[] keys = [9, 9, /* 1 */ 1, 0, /* 2 */ 0, 2, /* 3 */ 1, 1, /* 4 */ 3, 4, /* 5 */ 0, 5, /* 6 */ 7, 0];
        var merge = TokenMerge.Match(keys, 2, extraTokens: 1, merges: 2);

        Assert.Equal(5, merge.Count);
        Assert.Equal([0, 1, 4, 2, 3, 4, 1], merge.Targets);
        Assert.Equal([1, 3, 1, 1, 4], merge.ApplyToSizes([1, 1, 3, 1, 1, 1, 2]));
        // (1 * 10 + 2 * 40) / 3 and (1 * 50 + 3 * 30) / 4.
        Assert.Equal([0f, 30, 20, 25, 35], merge.Apply([0, 10, 30, 20, 25, 50, 40], [1, 1, 3, 1, 1, 1, 2]));
    }

    [Fact]
    public void Match_EqualTokens_MergesTheFirst()
    {
        var merge = TokenMerge.Match([.. Enumerable.Repeat(1f, 16)], 2, extraTokens: 0, merges: 2);

        Assert.Equal([0, 0, 0, 1, 2, 3, 4, 5], merge.Targets);
    }

    [Fact]
    public void Match_AnyKeys_KeepsExtraTokensAndOrderAndLosesSoMany() =>
        Gen.Select(Gen.Int[2, 40], Gen.Int[0, 2], Gen.Int[0, 25], Gen.ULong).Sample((tokens, extra, merges, seed) =>
        {
            var merge = TokenMerge.Match(new SeededWeights(seed).Normal(tokens * 3, 1), 3, extra, merges);

            Assert.Equal(tokens - Math.Min(merges, Math.Max(0, tokens - extra) / 2), merge.Count);
            for (var i = 0; i < extra; i++) Assert.Equal((i, 1), (merge.Targets[i], merge.Targets.Count(target => target == i)));
            Assert.Equal(Enumerable.Range(0, merge.Count), merge.Targets.Distinct().Order());
        });
}
