using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain.Simulation;

namespace HwAgent.Evaluation.Tests.Grading;

/// <summary>Each case is a log as the tools write it and the letter that sv-iv-analyze gives for it.</summary>
public sealed class AnalyzeRuleTests
{
    private const string Pass = "Mismatches: 0 in 200 samples\n";

    [Theory]
    [InlineData(Pass, ".")]
    [InlineData("Mismatches: 0 in 0 samples\n", ".")]
    [InlineData("Mismatches: 7 in 200 samples\n", "R")]
    [InlineData("Mismatches: 7 in 200 samples\n" + Pass, ".")]
    [InlineData(" Mismatches: 0 in 200 samples\n", "R")]
    [InlineData("Mismatches: 0 in 200 samples.\n", "R")]
    [InlineData("", "R")]
    [InlineData("sample.sv:3: syntax error\nsample.sv:1: error: Malformed statement\n", "S")]
    [InlineData("sample.sv:3: error: This assignment requires an explicit cast.\n", "e")]
    [InlineData("sample.sv:3: error: Sized numeric constant must have a size greater than zero.\n", "0")]
    [InlineData("sample.sv:3: warning: always_comb process has no sensitivities.\n" + Pass, "n")]
    [InlineData("sample.sv:3: warning: @* found no sensitivities so it will never trigger.\n" + Pass, "n")]
    [InlineData("sample.sv:3: error: y is not a valid l-value in tb.\nsample.sv:1:      : y is declared here as wire.\n", "w")]
    [InlineData("test.sv:71: error: Unknown module type: Adder\n", "m")]
    [InlineData("sample.sv:3: error: Unable to bind wire/reg/memory `clk' in `tb.top_module1'\n", "c")]
    [InlineData("sample.sv:3: error: Unable to bind wire/reg/memory `foo' in `tb.top_module1'\n", "p")]
    [InlineData("sample.sv:3: error: something else\n", "C")]
    [InlineData("sample.sv:3: error: something else\n" + Pass, "C")]
    [InlineData(Pass + "TIMEOUT\n", "T")]
    [InlineData("TIMEOUT\n" + Pass, "T")]
    [InlineData("sample.sv:3: error: something else\nTIMEOUT\n", "T")]
    public void Analyze_Log_GivesTheScriptsLetter(string log, string letter) => Assert.Equal(letter, AnalyzeRule.Analyze(log, "module TopModule; endmodule"));

    [Theory]
    [InlineData("always @(posedge clk, posedge reset)", "r")]
    [InlineData("always @(negedge reset)", "r")]
    [InlineData("always @(posedge r)", "r")]
    [InlineData("always @(posedge areset)", "R")]
    public void Analyze_MismatchWithAsynchronousReset_GivesAnotherLetter(string answer, string letter) =>
        Assert.Equal(letter, AnalyzeRule.Analyze("Mismatches: 1 in 2 samples\n", answer));

    [Theory]
    [InlineData("", "", Pass, true, "passed")]
    [InlineData("warning: x\n", "", Pass, false, "failed: compile error.")]
    [InlineData("test.sv:1: syntax error\n", "", "", false, "failed: syntax error.")]
    [InlineData("", "", "Mismatches: 3 in 200 samples\n" + Pass, false, "failed: 3 out of 200 samples.")]
    [InlineData("", "", "Hint: Mismatches: 0 in 5 samples, it says\n", true, "passed")]
    [InlineData("", "", "nothing\n", false, "failed: info string not matched.")]
    [InlineData("", "vvp: error\n", Pass, false, "failed: compile error.")]
    public void Judge_VersionOne_FollowsExecutionPy(string compiler, string errors, string log, bool passed, string reason) =>
        Assert.Equal((passed, reason), new CompletionRule().Judge(Run(compiler, log, errors), string.Empty));

    [Fact]
    public void Judge_TimedOut_IsAppendedToTheLog()
    {
        var run = Run(string.Empty, Pass, string.Empty) with { TimedOut = true };

        Assert.Equal((false, "T"), new AnalyzeRule().Judge(run, string.Empty));
        Assert.Equal((false, "timed out"), new CompletionRule().Judge(run, string.Empty));
    }

    private static BenchRun Run(string compiler, string log, string errors) => new()
    {
        Compiled = true, ExitCode = 0, TimedOut = false, StoppedBy = null, CompileLog = compiler, RunLog = log, RunErrors = errors, Diagnostics = [], Output = null,
    };
}
