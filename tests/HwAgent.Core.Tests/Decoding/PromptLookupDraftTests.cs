using HwAgent.Core.Decoding;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Decoding;

public sealed class PromptLookupDraftTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 9, 1, 2, 3 }, 3, new[] { 4, 9, 1 })] // three tokens match
    [InlineData(new[] { 8, 3, 5, 9, 2, 3, 6, 2, 3 }, 2, new[] { 6, 2 })] // two, although one alone matches further left
    [InlineData(new[] { 7, 1, 7, 2, 7 }, 4, new[] { 1, 7, 2, 7 })] // the leftmost match
    [InlineData(new[] { 5, 5 }, 4, new[] { 5 })] // a match may overlap what it is for
    [InlineData(new[] { 1, 2, 3 }, 4, new int[0])]
    [InlineData(new[] { 1 }, 4, new int[0])]
    public void Propose_Context_IsWhatFollowedTheLongestLeftmostMatch(int[] context, int most, int[] expected) => Assert.Equal(expected, Propose(new PromptLookupDraft(), context, most));

    [Fact]
    public void Propose_ShortestOf2_DoesNotMatchSingleTokens() => Assert.Empty(Propose(new PromptLookupDraft(3, 2), [7, 1, 7], 4));

    [Theory]
    [InlineData(3, 0)]
    [InlineData(1, 2)]
    public void Constructor_ImpossibleLengths_Throws(int longest, int shortest) => Assert.Throws<ArgumentException>(() => new PromptLookupDraft(longest, shortest));

    private static int[] Propose(PromptLookupDraft draft, int[] context, int most)
    {
        var proposal = new int[most];
        var random = new SplitMix64(1);
        return proposal[..draft.Propose(context, proposal, [], ref random)];
    }
}
