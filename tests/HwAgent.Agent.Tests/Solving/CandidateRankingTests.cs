using HwAgent.Agent.Solving;

namespace HwAgent.Agent.Tests.Solving;

public sealed class CandidateRankingTests
{
    /// <summary>CodeT's score: 3 solutions x 1 test against 2 solutions x 2 tests of 5 solutions and 2 tests.</summary>
    [Fact]
    public void Rank_ManyWithFewTests_LoseToFewerWithMore()
    {
        var ranked = CandidateRanking.Rank([Of(1, "a", "10"), Of(2, "b", "11"), Of(3, "a", "10"), Of(4, "b", "11"), Of(5, "a", "10")], 2);

        Assert.Equal([2, 4], ranked[0].Members);
        Assert.Equal((0.4, 2), (ranked[0].Score, ranked[0].TestsPassed));
        Assert.Equal([1, 3, 5], ranked[1].Members);
        Assert.Equal(0.3, ranked[1].Score, 12);
    }

    [Fact]
    public void Rank_SameTests_LargestClusterWins() =>
        Assert.Equal([2, 3], CandidateRanking.Rank([Of(1, "a", "1"), Of(2, "b", "1"), Of(3, "b", "1")], 1)[0].Members);

    [Fact]
    public void Rank_Warnings_LoseToACleanClusterAndComeLastWithinOne()
    {
        var ranked = CandidateRanking.Rank([Of(1, "a", "1", clean: false), Of(2, "a", "1", clean: false), Of(3, "b", "1", clean: false), Of(4, "b", "1")], 1);

        Assert.Equal([4, 3], ranked[0].Members);
        Assert.True(ranked[0].LintsClean);
        Assert.Equal([1, 2], ranked[1].Members);
    }

    [Fact]
    public void Rank_WithoutCodeOrUncompiled_CountAsSolutionsThatAgreeWithNone()
    {
        var ranked = CandidateRanking.Rank([Of(1, null, "", compiles: false), Of(2, null, "", compiles: false), Of(3, "a", "1"), Of(4, "a", "1")], 1);

        Assert.Equal([3, 4], Assert.Single(ranked).Members);
        Assert.Equal(0.5, ranked[0].Score);
        Assert.Empty(CandidateRanking.Rank([Of(1, null, "", compiles: false)], 1));
    }

    [Fact]
    public void Rank_NoBehaviour_ClustersByTheTestsPassed()
    {
        Assert.Equal([1, 3], CandidateRanking.Rank([Of(1, null, "110"), Of(2, null, "011"), Of(3, null, "110")], 3)[0].Members);
        Assert.Equal([1, 2, 3], CandidateRanking.Rank([Of(1, null, "110"), Of(2, null, "011"), Of(3, null, "110")], 3).SelectMany(c => c.Members).Order());
    }

    [Fact]
    public void Rank_MembersThatPassDifferentTests_ScoreWhatAllPass() =>
        Assert.Equal(1, CandidateRanking.Rank([Of(1, "a", "110"), Of(2, "a", "011")], 3)[0].TestsPassed);

    /// <summary>A recorded run with many solutions and tests says what fewer would have come to.</summary>
    [Fact]
    public void Rank_FewerTestsThanRecorded_LooksAtTheFirst()
    {
        RankedCandidate[] recorded = [Of(1, "a", "100"), Of(2, "b", "111")];

        Assert.Equal(2, CandidateRanking.Rank(recorded, 3)[0].Members[0]);
        Assert.Equal(1, CandidateRanking.Rank(recorded, 1)[0].Members[0]);
        Assert.Equal(0.5, CandidateRanking.Rank(recorded, 1)[0].Score);
    }

    [Fact]
    public void Rank_TestsAskedForButNoneWritten_ScoresNothing()
    {
        var ranked = CandidateRanking.Rank([Of(1, "a", ""), Of(2, "b", ""), Of(3, "b", "")], 5);

        Assert.Equal([2, 3], ranked[0].Members);
        Assert.All(ranked, c => Assert.Equal(0, c.Score));
    }

    [Fact]
    public void Rank_NoTestsAskedFor_ScoresAgreement() =>
        Assert.Equal(2.0 / 3, CandidateRanking.Rank([Of(1, "a", ""), Of(2, "b", ""), Of(3, "b", "")], 0)[0].Score);

    private static RankedCandidate Of(int number, string? behaviour, string tests, bool clean = true, bool compiles = true) =>
        new(number, "code", compiles, clean, [.. tests.Select(t => t == '1')], behaviour);
}
