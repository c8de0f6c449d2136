using HwAgent.Evaluation.Grading;
using HwAgent.Evaluation.SelfChecking;
using HwAgent.Evaluation.Tests.Rtl;

namespace HwAgent.Evaluation.Tests.SelfChecking;

/// <summary>Testbenches made as weak as real ones are, and answers that live on their weakness.</summary>
public sealed class SelfCheckingGraderTests(RtlToolsFixture fixture)
{
    private const string Reference = "module part(input a, b, output y); assign y = a > b; endmodule\nmodule verified_gt(input a, b, output gt, lt); part p(a, b, gt); assign lt = a < b; endmodule\n";

    /// <summary>Looks at one output, and takes an unknown value for a right one.</summary>
    private const string Testbench = """
        module tb;
          reg a = 0, b = 0; wire more, less; integer error = 0, i, seed = 1;
          gt dut (a, b, more, less);
          initial begin
            for (i = 0; i < 20; i = i + 1) begin
              a = $random(seed); b = $random(seed);
              #5 if ((a > b && !more) || (a <= b && more)) error = error + 1;
            end
            if (error == 0) $display("=== Your Design Passed ===");
            else $display("=== Failed ===");
          end
        endmodule
        """;

    [Theory]
    [InlineData("assign gt = a & ~b; assign lt = ~a & b;", true, RtlOutcome.Correct)]
    [InlineData("", true, RtlOutcome.Mismatch)]
    [InlineData("assign gt = 1'bx; assign lt = 1'bx;", true, RtlOutcome.Mismatch)]
    [InlineData("assign gt = a > b ? 1'bx : 0; assign lt = a < b;", true, RtlOutcome.Mismatch)]
    [InlineData("assign gt = a > b; assign lt = a <= b;", true, RtlOutcome.Mismatch)]
    [InlineData("assign gt = a >= b; assign lt = a < b;", false, RtlOutcome.Mismatch)]
    [InlineData("assign gt = tb.more; assign lt = 0;", null, RtlOutcome.Refused)]
    [InlineData("initial $display(\"Pass\");", true, RtlOutcome.Refused)]
    [InlineData("assign gt = ;", false, RtlOutcome.CompileError)]
    public async Task GradeAsync_EveryOutputFixed_TakesNothingButTheRightDesign(string body, bool? official, RtlOutcome outcome)
    {
        var grade = await GradeAsync(Problem(Testbench), body, ComparisonScope.Stimulus);
        if (official is { } expected) Assert.Equal(expected, grade.OfficialPassed);
        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(outcome == RtlOutcome.Correct ? StrictVerdict.Passed : StrictVerdict.Failed, grade.Strict);
    }

    [Theory]
    [InlineData("assign gt = a > b; assign lt = a <= b;", RtlOutcome.Correct, "grader.difference")]
    [InlineData("assign gt = a > b; assign lt = a < b;", RtlOutcome.Correct, null)]
    [InlineData("assign gt = 1'bx; assign lt = a < b;", RtlOutcome.Mismatch, "grader.testbench")]
    [InlineData("assign gt = 0; assign lt = a < b;", RtlOutcome.Mismatch, "grader.testbench")]
    public async Task GradeAsync_OutputsLeftOpen_TakesTheTestbenchsWordAndNotesTheDifference(string body, RtlOutcome outcome, string? code)
    {
        var grade = await GradeAsync(Problem(Testbench), body, ComparisonScope.Checks);
        Assert.Equal(outcome, grade.Outcome);
        Assert.Equal(code, grade.Diagnostics.SingleOrDefault()?.Code);
    }

    [Fact]
    public async Task GradeAsync_OutputThatTheTestbenchReadsStandsStill_IsDead()
    {
        // As a testbench that only counts ones in a row.
        const string testbench = "module tb; reg a = 0, b = 0; wire more, less; integer i; gt dut (.a(a), .b(b), .gt(more), .lt(less)); "
            + "initial begin for (i = 0; i < 4; i = i + 1) begin {a, b} = i; #5 if (more && less) $display(\"Error\"); end $display(\"Your Design Passed\"); end endmodule";
        var dead = await GradeAsync(Problem(testbench), "assign gt = 0; assign lt = 0;", ComparisonScope.Checks);
        Assert.Equal((true, RtlOutcome.Mismatch), (dead.OfficialPassed, dead.Outcome));
        Assert.Equal("grader.dead-output", Assert.Single(dead.Diagnostics).Code);
        Assert.Equal(RtlOutcome.Correct, (await GradeAsync(Problem(testbench), "assign gt = a > b; assign lt = a < b;", ComparisonScope.Checks)).Outcome);
    }

    [Theory]
    [InlineData(ComparisonScope.Checks, true)]
    [InlineData(ComparisonScope.Stimulus, true)]
    [InlineData(ComparisonScope.AnyStimulus, false)]
    public async Task GradeAsync_WrongWhereTheStimulusDoesNotGo_IsFoundUnderRandomStimulus(ComparisonScope scope, bool passes)
    {
        // b is never 1 with a: the testbench tells nothing about that.
        const string testbench = "module tb; reg a = 0, b = 0; wire more, less; integer error = 0; gt dut (.a(a), .b(b), .gt(more), .lt(less)); initial begin #5 error = error + (more !== 0); a = 1; "
            + "#5 error = error + (more !== 1); a = 0; b = 1; #5 error = error + (more !== 0); if (error == 0) $display(\"Your Design Passed\"); else $display(\"Error\"); end endmodule";
        var grade = await GradeAsync(Problem(testbench), "assign gt = a; assign lt = b & ~a;", scope);
        Assert.True(grade.OfficialPassed);
        Assert.Equal(passes ? StrictVerdict.Passed : StrictVerdict.Failed, grade.Strict);
        Assert.Equal(StrictVerdict.Passed, (await GradeAsync(Problem(testbench), "assign gt = a & ~b; assign lt = b & ~a;", scope)).Strict);
    }

    [Fact]
    public async Task GradeAsync_ReportsFailuresAndSuccess_FailsStrictAlone()
    {
        var testbench = Testbench.Replace("if (error == 0) $display", "if (error > 0) $display(\"Test failed: %d\", error); $display", StringComparison.Ordinal).Replace("else $display(\"=== Failed ===\");", "", StringComparison.Ordinal);
        var grade = await GradeAsync(Problem(testbench), "assign gt = a >= b; assign lt = a < b;", ComparisonScope.Checks);
        Assert.Equal((true, StrictVerdict.Failed), (grade.OfficialPassed, grade.Strict));
        Assert.Contains("Test failed", grade.Diagnostics[0].Message);
    }

    [Fact]
    public async Task GradeAsync_TestbenchReadsDataFile_FindsIt()
    {
        const string testbench = "module tb; reg a, b; wire more, less; reg [1:0] data [0:3]; integer i, error = 0; gt dut (.a(a), .b(b), .gt(more), .lt(less)); "
            + "initial begin $readmemb(\"data.txt\", data); for (i = 0; i < 4; i = i + 1) begin {a, b} = i; #5 error = {more, less} === data[i] ? error : error + 1; end "
            + "if (error == 0) $display(\"Your Design Passed\"); else $display(\"Error\"); end endmodule";
        var problem = Problem(testbench) with { DataFiles = new Dictionary<string, byte[]> { ["data.txt"] = "00\n01\n10\n00\n"u8.ToArray() } };
        Assert.Equal((true, RtlOutcome.Correct), Both(await GradeAsync(problem, "assign gt = a > b; assign lt = a < b;", ComparisonScope.Stimulus)));
        var other = problem with { DataFiles = new Dictionary<string, byte[]> { ["data.txt"] = "00\n10\n01\n00\n"u8.ToArray() } };
        // The verified design fails this file, so nothing can be said; the official rule has no such scruple.
        Assert.Equal((true, RtlOutcome.NoBaseline), Both(await GradeAsync(other, "assign gt = a < b; assign lt = a > b;", ComparisonScope.Stimulus)));
    }

    [Fact]
    public async Task GradeAsync_WaitsForAnOutputThatNeverComes_IsStoppedByTheLimit()
    {
        const string testbench = "module tb; reg a = 0, b = 0; wire more, less; gt dut (.a(a), .b(b), .gt(more), .lt(less)); always #5 a = ~a; initial begin while (!(more === 1)) #1; $display(\"Your Design Passed\"); $finish; end endmodule";
        var grade = await GradeAsync(Problem(testbench), "assign gt = 0; assign lt = a < b;", ComparisonScope.Checks, TimeSpan.FromSeconds(1));
        Assert.Equal((false, "timed out", RtlOutcome.LimitExceeded), (grade.OfficialPassed, grade.OfficialReason, grade.Outcome));
    }

    [Fact]
    public async Task GradeAsync_ParametersOnTheInstance_ReachBothDesigns()
    {
        var problem = Problem(Testbench.Replace("gt dut", "gt #(.Flip(1)) dut", StringComparison.Ordinal).Replace("a > b && !more) || (a <= b && more", "a > b && more) || (a <= b && !more", StringComparison.Ordinal))
            with { Reference = "module verified_gt #(parameter Flip = 0) (input a, b, output gt, lt); assign gt = (a > b) ^ Flip; assign lt = a < b; endmodule" };
        var grader = new SelfCheckingGrader(fixture.Tools, new BannerRule(), BannerRule.Limit, new Dictionary<string, Erratum>(), new Dictionary<string, ComparisonScope> { ["gt"] = ComparisonScope.Stimulus });
        var right = "module gt #(parameter Flip = 0) (input a, b, output gt, lt); assign gt = Flip ? !(a > b) : a > b; assign lt = a < b; endmodule";
        Assert.Equal(RtlOutcome.Correct, (await grader.GradeAsync(problem, right, TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(RtlOutcome.Mismatch, (await grader.GradeAsync(problem, right.Replace("Flip ?", "!Flip ?", StringComparison.Ordinal), TestContext.Current.CancellationToken)).Outcome);
    }

    [Fact]
    public async Task GradeAsync_Excluded_CountsNeitherWay()
    {
        var errata = new Dictionary<string, Erratum> { ["gt"] = new("gt", "wrong", "here", ErratumHandling.Exclude) };
        var grader = new SelfCheckingGrader(fixture.Tools, new BannerRule(), BannerRule.Limit, errata, new Dictionary<string, ComparisonScope>());
        var grade = await grader.GradeAsync(Problem(Testbench), "module gt(input a, b, output gt, lt); endmodule", TestContext.Current.CancellationToken);
        Assert.Equal((StrictVerdict.Excluded, RtlOutcome.Mismatch), (grade.Strict, grade.Outcome));
    }

    private static (bool?, RtlOutcome) Both(RtlGrade grade) => (grade.OfficialPassed, grade.Outcome);

    private static RtlProblem Problem(string testbench) => new()
    {
        Id = "gt", Prompt = "Compare.", Module = "gt", Reference = Reference, ReferenceModule = "verified_gt", Testbench = testbench, TestbenchTop = "tb",
    };

    private Task<RtlGrade> GradeAsync(RtlProblem problem, string body, ComparisonScope scope, TimeSpan? limit = null) =>
        new SelfCheckingGrader(fixture.Tools, new BannerRule(), limit ?? BannerRule.Limit, new Dictionary<string, Erratum>(), new Dictionary<string, ComparisonScope> { ["gt"] = scope })
            .GradeAsync(problem, $"module gt(input a, b, output gt, lt);\n{body}\nendmodule\n", TestContext.Current.CancellationToken);
}
