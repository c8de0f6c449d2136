using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Core.Cascades;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>Every strategy from the endpoint to the solution, through real HTTP and the real tools.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class SolverTests(RtlToolsFixture fixture)
{
    [Fact]
    public async Task Single_OneReply_IsHandedInUnchecked()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Code(SolverReplies.Hostile)))
        {
            Options = new SolverOptions { Temperature = 0.85, MaxOutputTokens = 1024, Seed = 7 },
        };

        var solution = await bench.SolveAsync("single");

        Assert.Equal(SolverReplies.Hostile, solution.Code);
        Assert.Equal((StopReason.DesignerFinished, "none", 1, 19), (solution.StopReason, solution.Feedback, solution.Usage.Requests, solution.Usage.TotalTokens));
        Assert.Equal("openai:small", solution.Model);
        Assert.Empty(solution.Trouble);
        var sent = Assert.Single(bench.Requests).Json;
        Assert.Equal((0.85, 1024), (sent.GetProperty("temperature").GetDouble(), sent.GetProperty("max_completion_tokens").GetInt32()));
        Assert.InRange(sent.GetProperty("seed").GetInt64(), 0, int.MaxValue);
        Assert.Contains(SolverReplies.Task.Prompt, bench.Turn(0, -1), StringComparison.Ordinal);
        Assert.Contains(SolverReplies.Header, bench.Turn(0, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_NoSeed_SendsNone()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text("no"));

        await bench.SolveAsync("single");

        Assert.False(bench.Requests[0].Json.TryGetProperty("seed", out _));
        Assert.False(bench.Requests[0].Json.TryGetProperty("temperature", out _));
    }

    [Fact]
    public async Task Single_EndpointTrouble_IsRetriedAndCountedByKind()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Error(429, "slow down"), Serve.Reset, Serve.Error(503, "down"), Serve.CutOffInChunk("```"), Serve.Text($"<think>\nwhich?\n</think>\n{SolverReplies.Code(SolverReplies.Right)}"));

        var solution = await bench.SolveAsync("single");

        Assert.Equal(SolverReplies.Right, solution.Code);
        Assert.Equal(new Dictionary<string, int> { ["connection"] = 1, ["cut-off"] = 1, ["rate-limited"] = 1, ["reasoning"] = 1, ["server-error"] = 1 }, solution.Trouble);
        Assert.Equal((1, 4), (solution.Usage.Requests, solution.Usage.Retries));
    }

    [Fact]
    public async Task Single_EmptyReply_IsAskedForAgain()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(""), Serve.Text(SolverReplies.Code(SolverReplies.Right)));

        var solution = await bench.SolveAsync("single");

        Assert.Equal(SolverReplies.Right, solution.Code);
        Assert.Equal(new Dictionary<string, int> { ["empty"] = 1 }, solution.Trouble);
        Assert.Equal(2, solution.Usage.Requests);
    }

    [Fact]
    public async Task Single_EmptyAgain_HasNoCodeAndSaysWhy()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(""));

        var solution = await bench.SolveAsync("single");

        Assert.Null(solution.Code);
        Assert.Equal("", solution.Model);
        Assert.Equal(2, solution.Trouble["empty"]);
        var turn = Assert.Single(solution.Turns);
        Assert.Equal(("reply", "reply.empty"), (turn.Stage, turn.Diagnostics[0].Code));
    }

    [Fact]
    public async Task Single_ModelGoneForGood_FailsWithoutCode()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Error(500, "down"), Serve.Error(401, "wrong key"));

        var solution = await bench.SolveAsync("single");

        Assert.Null(solution.Code);
        Assert.Equal(StopReason.ModelFailed, solution.StopReason);
        Assert.Equal(new Dictionary<string, int> { ["server-error"] = 1, ["unauthorized"] = 1 }, solution.Trouble);
    }

    [Fact]
    public async Task Loop_BudgetSpentInMidWork_HandsInNothing()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong))) { Budget = new LlmBudget { MaxRequests = 2 } };

        var solution = await bench.SolveAsync("loop");

        Assert.Null(solution.Code);
        Assert.Equal((StopReason.ModelBudgetSpent, 1), (solution.StopReason, solution.Trouble["budget-spent"]));
        Assert.Equal(SolverReplies.Wrong, Assert.Single(solution.Turns).Code);
        Assert.Equal(2, solution.Usage.Requests);
    }

    [Fact]
    public async Task Loop_WrongThenRight_RepairsFromItsOwnTests()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Uncompiled)), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.Right)));

        var solution = await bench.SolveAsync("loop");

        Assert.Equal(SolverReplies.Right, solution.Code);
        Assert.Equal((StopReason.DesignerFinished, "self-tests"), (solution.StopReason, solution.Feedback));
        Assert.Equal(["compile", "simulate", "accepted"], solution.Turns.Select(t => t.Stage));
        Assert.Equal([[], [true, false], [true, true]], solution.Turns.Select(t => t.Tests));
        Assert.Contains("missing", bench.Turn(2, -1), StringComparison.Ordinal);
        Assert.Contains("""
            Your module TopModule failed the simulate check: it passes 1 of 2 tests.

            1. error self-test test.mismatch: Test 'resets in mid-run', step 4 of 5: q is 4'h3, expected 4'h0.
                    | step 2: reset=0 -> q=4'h1
                    | step 3: reset=0 -> q=4'h2
                    | step 4: reset=1 -> q=4'h3

            You wrote these tests from the task yourself
            """, bench.Turn(3, -1), StringComparison.Ordinal);
        Assert.Contains(SolverReplies.Wrong.TrimEnd(), bench.Turn(3, -2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_PolicyAndReplyTrouble_CostATurnEach()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text("No tests today."), Serve.Text(SolverReplies.Code(SolverReplies.Hostile)), Serve.Truncated("```systemverilog\nmodule TopModule ("), Serve.Text(SolverReplies.Code(SolverReplies.Right)));

        var solution = await bench.SolveAsync("loop");

        Assert.Equal(SolverReplies.Right, solution.Code);
        Assert.Equal(["policy", "reply", "accepted"], solution.Turns.Select(t => t.Stage));
        Assert.Equal(new Dictionary<string, int> { ["no-tests"] = 1, ["truncated"] = 1 }, solution.Trouble);
        Assert.Contains("$finish", bench.Turn(2, -1), StringComparison.Ordinal);
        Assert.StartsWith("No answer could be taken from your reply.", bench.Turn(3, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_ModelStandsByItsAnswer_EndsWithIt()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)));

        var solution = await bench.SolveAsync("loop");

        Assert.Equal(SolverReplies.Wrong, solution.Code);
        Assert.Equal((StopReason.DesignerFinished, 2, 3), (solution.StopReason, solution.Turns.Count, bench.Requests.Count));
    }

    [Fact]
    public async Task Loop_TurnsUsedUp_HandsInTheOneThatCameFurthest()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.Uncompiled)), Serve.Text(SolverReplies.Code(SolverReplies.Hostile)))
        { Options = new SolverOptions { Turns = 3, SelfTests = 2 } };

        var solution = await bench.SolveAsync("loop");

        Assert.Equal(SolverReplies.Wrong, solution.Code);
        Assert.Equal(StopReason.CandidatesSpent, solution.StopReason);
        Assert.Equal(["simulate", "compile", "policy"], solution.Turns.Select(t => t.Stage));
    }

    [Fact]
    public async Task Loop_JudgedByTheBenchmark_SaysSoAndAsksForNoTests()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.Right)))
        {
            Options = new SolverOptions
            {
                Benchmark = (_, code, _) => Task.FromResult<IReadOnlyList<Diagnostic>>(code == SolverReplies.Right ? [] : [new Diagnostic("benchmark", DiagnosticSeverity.Error, "mismatch", "q differs in 7 of 20 samples.")]),
            },
        };

        var solution = await bench.SolveAsync("loop");

        Assert.Equal((SolverReplies.Right, "benchmark", 2), (solution.Code, solution.Feedback, bench.Requests.Count));
        Assert.Contains("q differs in 7 of 20 samples.", bench.Turn(1, -1), StringComparison.Ordinal);
        Assert.DoesNotContain("You wrote these tests", bench.Turn(1, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_FaultyStart_IsInTheFirstPrompt()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Code(SolverReplies.Right))) { Options = new SolverOptions { SelfTests = 0 } };

        var solution = await bench.SolveAsync("loop", SolverReplies.Task with { Faulty = new FaultyRtl(SolverReplies.Uncompiled, "top.sv:6: error: Unable to bind wire/reg/memory `missing'") });

        Assert.Equal((SolverReplies.Right, "compiler"), (solution.Code, solution.Feedback));
        Assert.Contains(SolverReplies.Uncompiled.TrimEnd(), bench.Turn(0, -1), StringComparison.Ordinal);
        Assert.Contains("Unable to bind", bench.Turn(0, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loop_OtherPortsThanTheHeader_FailToCompile()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text(SolverReplies.Code(SolverReplies.Right.Replace("reset", "rst", StringComparison.Ordinal))), Serve.Text(SolverReplies.Code(SolverReplies.Right))) { Options = new SolverOptions { SelfTests = 0 } };

        var solution = await bench.SolveAsync("loop");

        Assert.Equal(["compile", "accepted"], solution.Turns.Select(t => t.Stage));
        Assert.Contains("The input reset (1 bit) is missing.", bench.Turn(1, -1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SampleRank_LargestClusterThatPasses_IsHandedIn()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.RightInOtherWords)), Serve.Text("sorry"), Serve.Text(SolverReplies.Code(SolverReplies.Right)));

        var solution = await bench.SolveAsync("sample-rank");

        Assert.Equal(SolverReplies.RightInOtherWords, solution.Code);
        Assert.Equal((StopReason.DesignerFinished, "self-tests"), (solution.StopReason, solution.Feedback));
        Assert.Equal(["simulate", "accepted", "reply", "accepted"], solution.Turns.Select(t => t.Stage));
        Assert.NotNull(solution.Turns[1].Behaviour);
        Assert.Equal(solution.Turns[1].Behaviour, solution.Turns[3].Behaviour);
        Assert.NotEqual(solution.Turns[0].Behaviour, solution.Turns[1].Behaviour);
        Assert.Equal(new Dictionary<string, int> { ["no-code"] = 1 }, solution.Trouble);
        Assert.Equal(19, solution.SelfTestUsage.Single().Value.PromptTokens + solution.SelfTestUsage.Single().Value.CompletionTokens);
        Assert.All(Enumerable.Range(1, 4), i => Assert.Equal(bench.Turn(1, -1), bench.Turn(i, -1)));
    }

    [Fact]
    public async Task Cascade_SmallModelBelowItsThreshold_Escalates()
    {
        await using var bench = new SolverBench(
            fixture.Tools,
            Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.Uncompiled)),
            Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Right)))
        { Models = ["small", "large"], Options = new SolverOptions { Stages = [new CascadeStage(2, 2, 0.5), new CascadeStage(1, 2, 0.5)] } };

        var solution = await bench.SolveAsync("cascade");

        Assert.Equal(SolverReplies.Right, solution.Code);
        Assert.Equal("openai:large", solution.Model);
        Assert.Equal(["small", "small", "small", "large", "large"], bench.Requests.Select(r => r.Json.GetProperty("model").GetString()));
        Assert.Equal(2, solution.SelfTestUsage.Count);
    }

    [Fact]
    public async Task Cascade_SmallModelReachesItsThreshold_NeverAsksTheLarge()
    {
        await using var bench = new SolverBench(
            fixture.Tools, Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Right)), Serve.Text(SolverReplies.Code(SolverReplies.RightInOtherWords)))
        { Models = ["small", "large"], Options = new SolverOptions { Solutions = 2, SelfTests = 2, Threshold = 1 } };

        var solution = await bench.SolveAsync("cascade");

        Assert.Equal("openai:small", solution.Model);
        Assert.Equal(3, bench.Requests.Count);
    }

    [Fact]
    public async Task Cascade_LargeModelHasNothing_HandsInTheSmallOnes()
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text(SolverReplies.Code(SolverReplies.Right)), Serve.Text(SolverReplies.Code(SolverReplies.Uncompiled)))
        { Models = ["small", "large"], Options = new SolverOptions { Solutions = 1, SelfTests = 0, Threshold = 2 } };

        Assert.Equal(SolverReplies.Right, (await bench.SolveAsync("cascade")).Code);
    }

    [Theory]
    [InlineData("best", 1, 1, "There is no strategy 'best'")]
    [InlineData("loop", 2, 1, "takes one model, not 2")]
    [InlineData("cascade", 2, 1, "has 1 stages for 2 models")]
    [InlineData("loop", 1, 0, "There are 0 turns")]
    public async Task Create_ThatDoesNotGoTogether_SaysWhy(string strategy, int models, int turns, string message)
    {
        await using var bench = new SolverBench(fixture.Tools, Serve.Text("never asked"))
        {
            Models = [.. Enumerable.Range(0, models).Select(i => $"m{i}")],
            Options = new SolverOptions { Turns = turns, Stages = strategy == "cascade" ? [new CascadeStage(1, 1, 1)] : [] },
        };

        Assert.Contains(message, (await Assert.ThrowsAsync<ArgumentException>(() => bench.SolveAsync(strategy))).Message, StringComparison.Ordinal);
        Assert.Empty(bench.Requests);
    }
}
