using HwAgent.Agent.Loop;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.Results;

public sealed class ResultBuilderTests
{
    [Fact]
    public void Build_SeveralSamples_CountsAnswersAndEstimatesPassAtK()
    {
        var result = EvalFixtures.Result(
            EvalFixtures.Settings with { Samples = 5 },
            [.. Enumerable.Range(0, 5).Select(i => EvalFixtures.Sample("a", i, passed: i < 2)), .. Enumerable.Range(0, 5).Select(i => EvalFixtures.Sample("b", i, passed: true))]);

        Assert.Equal((7, 10, 0.7), (result.Strict.Passed, result.Strict.Total, result.Strict.PassAt1));
        Assert.Equal(["1", "5"], result.Strict.PassAtK.Keys);
        Assert.Equal(1, result.Strict.PassAtK["5"].Value);
        Assert.Equal((40 + 100) / 2.0, result.Official.HarnessMean);
        Assert.True(result.Complete);
    }

    [Fact]
    public void Build_ExcludedProblem_CountsOnlyOfficially()
    {
        var excluded = EvalFixtures.Sample("a", 0, passed: false);
        excluded = excluded with { Grade = excluded.Grade with { Strict = StrictVerdict.Excluded } };

        var result = EvalFixtures.Result(EvalFixtures.Settings, excluded, EvalFixtures.Sample("b", 0, passed: true));

        Assert.Equal((1, 1), (result.Strict.Passed, result.Strict.Total));
        Assert.Equal((1, 2), (result.Official.Passed, result.Official.Total));
        Assert.Equal(["a"], result.Excluded);
        Assert.Equal(StrictVerdict.Excluded, result.Problems[0].Strict);
    }

    /// <summary>An endpoint that is down is no wrong answer of its model: it fails, and it is named.</summary>
    [Fact]
    public void Build_UnreachableModel_IsAFailureByItsName()
    {
        var solution = EvalFixtures.Solution(null, StopReason.ModelFailed) with { Trouble = new Dictionary<string, int> { ["rate-limited"] = 5 } };

        var result = EvalFixtures.Result(EvalFixtures.Settings, EvalFixtures.Sample("a", 0, passed: false, solution: solution));

        Assert.Equal(1, result.Unreachable);
        Assert.Equal(5, result.Trouble["rate-limited"]);
        Assert.Equal("no model could be reached: rate-limited", result.Problems[0].Reason);
    }

    [Fact]
    public void Build_OfficialRuleNotApplied_CountsNeitherWay()
    {
        var sample = EvalFixtures.Sample("a", 0, passed: true);

        var result = EvalFixtures.Result(EvalFixtures.Settings, sample with { Grade = sample.Grade with { OfficialPassed = null } }, EvalFixtures.Sample("b", 0, passed: true));

        Assert.Equal((1, 1), (result.Official.Passed, result.Official.Total));
        Assert.Null(result.Problems[0].Official);
        Assert.Equal(2, result.Strict.Passed);
    }

    [Fact]
    public void Build_MissingAnswer_IsNotComplete() =>
        Assert.False(EvalFixtures.Result(EvalFixtures.Settings with { Samples = 2 }, EvalFixtures.Sample("a", 0, passed: true)).Complete);

    /// <summary>What a comparison reads is what a run wrote, nulls included.</summary>
    [Fact]
    public void EvalJson_WrittenResult_ReadsBack()
    {
        var sample = EvalFixtures.Sample("a", 0, passed: true);
        sample = sample with { Grade = sample.Grade with { OfficialPassed = null } };
        var text = EvalJson.Write(EvalFixtures.Result(EvalFixtures.Settings, sample));
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.Equal(text, EvalJson.Write(EvalJson.Read<EvalResult>(path)));
            File.WriteAllText(path, EvalJson.Write(sample));
            Assert.Equal(EvalJson.Write(sample), EvalJson.Write(EvalJson.Read<SampleResult>(path)));
            File.WriteAllText(path, text[..(text.Length / 2)]);
            Assert.NotNull(Assert.Throws<EvalFileException>(() => EvalJson.Read<EvalResult>(path)).Diagnostic.Line);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
