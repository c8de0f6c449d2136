using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.Tests.Rtl;
using HwAgent.Toolchain;

namespace HwAgent.Evaluation.Tests.Grading;

public sealed class TestbenchGraderTests(RtlToolsFixture fixture)
{
    private const string Right = "module TopModule (input clk, input [1:0] a, output reg q);\n  always @(posedge clk) q <= ^a;\nendmodule\n";

    [Theory]
    [InlineData("^a", RtlOutcome.Correct, true, ".")]
    [InlineData("a[0] ^ a[1]", RtlOutcome.Correct, true, ".")]
    [InlineData("&a", RtlOutcome.Mismatch, false, "R")]
    [InlineData("^b", RtlOutcome.CompileError, false, "p")]
    [InlineData("^a +", RtlOutcome.CompileError, false, "S")]
    public async Task GradeAsync_PlainAnswer_GetsBothVerdicts(string expression, RtlOutcome outcome, bool official, string reason)
    {
        var grade = await GradeAsync(Right.Replace("^a", expression, StringComparison.Ordinal));

        Assert.Equal((outcome, official, reason), (grade.Outcome, grade.OfficialPassed, grade.OfficialReason));
        Assert.Equal(outcome == RtlOutcome.Correct ? StrictVerdict.Passed : StrictVerdict.Failed, grade.Strict);
        Assert.Equal(outcome == RtlOutcome.Correct, grade.Diagnostics.Count == 0);
    }

    [Fact]
    public async Task GradeAsync_EarlyEnd_PassesOfficiallyAndNotStrictly()
    {
        var grade = await GradeAsync("module TopModule (input clk, input [1:0] a, output reg q);\n  initial $finish;\nendmodule\n");

        Assert.Equal((true, StrictVerdict.Failed, RtlOutcome.Refused), (grade.OfficialPassed, grade.Strict, grade.Outcome));
        Assert.Equal("policy.system-task", grade.Diagnostics[0].Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task GradeAsync_NoText_IsNoCode(string answer)
    {
        var grade = await GradeAsync(answer);

        Assert.Equal((false, StrictVerdict.Failed, RtlOutcome.NoCode), (grade.OfficialPassed, grade.Strict, grade.Outcome));
    }

    [Fact]
    public async Task GradeAsync_AnswerWithoutEnd_IsStopped()
    {
        var grade = await GradeAsync("module TopModule (input clk, input [1:0] a, output reg q);\n  always @(posedge clk) while (1) q = a[0];\nendmodule\n");

        Assert.Equal((false, "T", RtlOutcome.LimitExceeded), (grade.OfficialPassed, grade.OfficialReason, grade.Outcome));
    }

    /// <summary>Of an older answer only its words for other tools are hidden from the strict side; the official side sees everything.</summary>
    [Fact]
    public async Task GradeAsync_Conditionals_AreResolvedForTheStrictSideAlone()
    {
        var grade = await GradeAsync(Right.Replace("q <= ^a;", "\n`ifdef SYNTHESIS\n  q <= ^a;\n`else\n  q <= 0;\n`endif\n", StringComparison.Ordinal));

        Assert.Equal((false, StrictVerdict.Passed), (grade.OfficialPassed, grade.Strict));
    }

    [Fact]
    public async Task GradeAsync_CarriageReturnsAndTimescale_AreNoFault()
    {
        var grade = await GradeAsync("`timescale 1ns/1ps\n" + Right.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Equal((true, StrictVerdict.Passed), (grade.OfficialPassed, grade.Strict));
    }

    [Fact]
    public async Task GradeAsync_ExcludedProblem_CountsNeitherWay()
    {
        var problem = SmallProblem.Xor;
        var errata = new Dictionary<string, Erratum> { [problem.Id] = new(problem.Id, "wrong", "seen", ErratumHandling.Exclude) };

        var grade = await new TestbenchGrader(fixture.Tools, new AnalyzeRule(), errata).GradeAsync(problem, Right, TestContext.Current.CancellationToken);

        Assert.Equal((true, StrictVerdict.Excluded, RtlOutcome.Correct), (grade.OfficialPassed, grade.Strict, grade.Outcome));
    }

    [Fact]
    public async Task GradeAsync_ReferenceThatDoesNotRun_GivesNoBaseline()
    {
        var problem = SmallProblem.Xor with { Reference = SmallProblem.Xor.Reference.Replace("^a", "^missing", StringComparison.Ordinal) };

        var grade = await Grader().GradeAsync(problem, Right, TestContext.Current.CancellationToken);

        Assert.Equal(StrictVerdict.Failed, grade.Strict);
        Assert.NotEqual(RtlOutcome.Correct, grade.Outcome);
    }

    /// <summary>The recorder prints nothing and moves no line, so the log with it is the log without.</summary>
    [Fact]
    public void For_Testbench_AddsNoLine()
    {
        var recorder = SampleRecorder.For(SmallProblem.Xor)!;

        Assert.Equal(SmallProblem.Xor.Testbench.Count('\n'), recorder.Testbench.Count('\n'));
        Assert.Equal(Displays(SmallProblem.Xor.Testbench), Displays(recorder.Testbench));
        Assert.Equal(recorder.Name, SampleRecorder.For(SmallProblem.Xor)!.Name);
        Assert.NotEqual(recorder.Name, SampleRecorder.For(SmallProblem.Xor with { Reference = "other" })!.Name);
    }

    [Fact]
    public async Task GradeAsync_AnswerThatHoldsTheRecordersName_IsRefused()
    {
        var name = SampleRecorder.For(SmallProblem.Xor)!.Name;

        var grade = await GradeAsync(Right.Replace("output reg q);", $"output reg q);\n  reg {name};", StringComparison.Ordinal));

        Assert.Equal((RtlOutcome.Refused, "grader.recorder"), (grade.Outcome, grade.Diagnostics[0].Code));
    }

    [Fact]
    public async Task GradeAsync_WithoutSandbox_GivesNoOfficialVerdictOnWhatIsRefused()
    {
        var folder = Directory.CreateTempSubdirectory("hwagent-grader-tests-");
        try
        {
            var tools = new RtlTools(new RtlToolsOptions { CacheFolder = Path.Combine(folder.FullName, "cache"), JobFolder = Path.Combine(folder.FullName, "jobs"), UnsafeNoSandbox = true });
            var grader = new TestbenchGrader(tools, new AnalyzeRule(), new Dictionary<string, Erratum>());

            var refused = await grader.GradeAsync(SmallProblem.Xor, "module TopModule (input clk, input [1:0] a, output reg q);\n  initial $finish;\nendmodule\n", TestContext.Current.CancellationToken);
            var right = await grader.GradeAsync(SmallProblem.Xor, Right, TestContext.Current.CancellationToken);

            Assert.Equal((null, StrictVerdict.Failed), (refused.OfficialPassed, refused.Strict));
            Assert.Equal((true, StrictVerdict.Passed), (right.OfficialPassed, right.Strict));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Displays(string text) => text.Split("$display").Length;

    private TestbenchGrader Grader() => new(fixture.Tools, new AnalyzeRule(), new Dictionary<string, Erratum>(), TimeSpan.FromSeconds(4));

    private Task<RtlGrade> GradeAsync(string answer) => Grader().GradeAsync(SmallProblem.Xor, answer, TestContext.Current.CancellationToken);
}
