using HwAgent.Evals.VerilogEval;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Tests.VerilogEval;

/// <summary>References through the real tools; the published numbers of all of them are in evals/RESULTS.md.</summary>
public sealed class ReferenceTests(BenchmarkFixture fixture)
{
    [Theory]
    [InlineData("spec-to-rtl", "Prob001_zero", true, ".", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob031_dff", true, ".", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob118_history_shift", true, ".", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob140_fsm_hdlc", true, ".", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob153_gshare", true, ".", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob099_m2014_q6c", false, "C", StrictVerdict.Excluded)]
    [InlineData("spec-to-rtl", "Prob093_ece241_2014_q3", true, ".", StrictVerdict.Excluded)]
    [InlineData("spec-to-rtl", "Prob151_review2015_fsm", false, "C", StrictVerdict.Passed)]
    [InlineData("spec-to-rtl", "Prob082_lfsr32", false, "T", StrictVerdict.Passed)]
    [InlineData("code-complete", "Prob099_m2014_q6c", true, ".", StrictVerdict.Passed)]
    [InlineData("code-complete", "Prob151_review2015_fsm", false, "C", StrictVerdict.Passed)]
    [InlineData("v1-human", "gatesv", true, "passed", StrictVerdict.Passed)]
    [InlineData("v1-human", "review2015_fsm", false, "failed: compile error.", StrictVerdict.Passed)]
    [InlineData("v1-human", "lemmings4", true, "passed", StrictVerdict.Passed)]
    [InlineData("v1-machine", "mux2to1v", true, "passed", StrictVerdict.Passed)]
    public async Task GradeAsync_Reference_GetsItsVerdicts(string set, string id, bool official, string reason, StrictVerdict strict)
    {
        var problem = BenchmarkFixture.Problems(set, id)[0];

        var grade = await new VerilogEvalBenchmark(set).CreateGrader(fixture.Tools).GradeAsync(problem, ReferenceAnswer.Of(problem), TestContext.Current.CancellationToken);

        Assert.Equal((official, reason, strict), (grade.OfficialPassed, grade.OfficialReason, grade.Strict));
        if (strict == StrictVerdict.Passed) Assert.True(grade is { Outcome: RtlOutcome.Correct, Samples: > 0, Mismatches: 0 });
    }

    /// <summary>The completion alone is an answer as well: it follows the header that the prompt ends with.</summary>
    [Theory]
    [InlineData("v1-human", "gatesv")]
    [InlineData("v1-machine", "mux2to1v")]
    public async Task GradeAsync_Completion_FollowsTheHeader(string set, string id)
    {
        var problem = BenchmarkFixture.Problems(set, id)[0];
        var body = problem.Reference[problem.Header!.Length..];

        var grade = await new VerilogEvalBenchmark(set).CreateGrader(fixture.Tools).GradeAsync(problem, body, TestContext.Current.CancellationToken);

        Assert.Equal((true, StrictVerdict.Passed), (grade.OfficialPassed, grade.Strict));
    }
}
