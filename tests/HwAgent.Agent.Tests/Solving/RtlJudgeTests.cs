using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Agent.Tests.Designers;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>What the judge of the solvers makes of answers, with the real tools.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class RtlJudgeTests(RtlToolsFixture fixture)
{
    [Fact]
    public async Task JudgeAsync_AnswerThatTakesTheTestbenchsName_IsRefused()
    {
        var attempt = await JudgeAsync($"module {SelfTestBench.Module};\nendmodule\n" + SolverReplies.Right.Replace("endmodule", $"  {SelfTestBench.Module} u_tb ();\nendmodule", StringComparison.Ordinal));

        Assert.Equal("policy", attempt.Stage);
        Assert.Contains(attempt.Diagnostics, d => d.Code == "policy.module-name");
    }

    [Fact]
    public async Task JudgeAsync_Warning_IsAcceptedButNotClean()
    {
        var attempt = await JudgeAsync(SolverReplies.Right.Replace("endmodule", "  wire [1:0] n;\n  inner u_inner (.a(n));\nendmodule\nmodule inner (input a);\nendmodule", StringComparison.Ordinal));

        Assert.Equal("accepted", attempt.Stage);
        Assert.False(attempt.LintsClean);
        Assert.NotEmpty(attempt.Diagnostics);
    }

    [Fact]
    public async Task JudgeAsync_SameBehaviourUnderOtherPortNames_IsNotTheSame()
    {
        var task = SolverReplies.Task with { Header = null };
        var attempt = await JudgeAsync(SolverReplies.Right, task, withTests: false);
        var reordered = await JudgeAsync(SolverReplies.RightInOtherWords, task, withTests: false);
        var renamed = await JudgeAsync(SolverReplies.Right.Replace("reset", "rst", StringComparison.Ordinal), task, withTests: false);

        Assert.NotNull(attempt.Behaviour);
        Assert.Equal(attempt.Behaviour, reordered.Behaviour);
        Assert.NotEqual(attempt.Behaviour, renamed.Behaviour);
    }

    [Theory]
    [InlineData("output reg [3:0] q", "output reg [4:0] q", "The output q (4 bits) is declared as output q (5 bits).")]
    [InlineData("input reset", "output reset", "The input reset (1 bit) is declared as output reset (1 bit).")]
    [InlineData("input clk,", "input clk, input enable,", "The input enable (1 bit) is not in the header.")]
    public async Task JudgeAsync_OtherPorts_AreNamed(string asked, string given, string message)
    {
        var attempt = await JudgeAsync(SolverReplies.Right.Replace(asked, given, StringComparison.Ordinal));

        Assert.Equal("compile", attempt.Stage);
        Assert.Equal(message, attempt.Diagnostics[0].Message);
    }

    private async Task<RtlAttempt> JudgeAsync(string code, RtlTask? task = null, bool withTests = true)
    {
        var tests = withTests ? SelfTestReader.Read(new ChatReply(SolverReplies.Tests, [], new ChatUsage(0, 0, 0, null), "stop"), 2).Value : null;
        var judge = new RtlJudge(task ?? SolverReplies.Task, fixture.Tools, new SolverOptions(), checks: true, probes: true, trajectory: null);
        return await judge.JudgeAsync(1, new RtlProposal("m", code, [], tests, "", new ChatUsage(0, 0, 0, null)), TestContext.Current.CancellationToken);
    }
}
