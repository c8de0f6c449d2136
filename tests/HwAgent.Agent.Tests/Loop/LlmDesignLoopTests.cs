using HwAgent.Agent.Designers;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Tests.Loop;

/// <summary>The loop with a language model, real tools and a real endpoint.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class LlmDesignLoopTests(RtlToolsFixture fixture)
{
    private static readonly LlmDesignerOptions WithTools = new() { MaxToolCalls = 4 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_WholeRun_IsReplayedToTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var (recorded, replayed) = (folder.File("recorded.jsonl"), folder.File("replayed.jsonl"));
        LoopOutcome<Attempt> live, again;
        await using (var bench = new DesignerBench(
            fixture.Tools,
            Serve.Error(429, "slow down", header: "Retry-After: 1"),
            DesignerReplies.Calls(("cost_model", """{"parameters": {"rows": 4}}""")),
            Serve.Text(DesignerReplies.Parameters()),
            Serve.CutOffInChunk("{\"kind\""),
            Serve.Truncated("{\"kind\": \"parameters\", "),
            Serve.Text(DesignerReplies.Unit("hwa_requantiser", DesignerReplies.WrongRequantiser)),
            Serve.Text(DesignerReplies.Unit("hwa_requantiser", DesignerReplies.Requantiser())))
        { Options = WithTools })
        {
            using var trajectory = TrajectoryWriter.Create(recorded);
            live = await bench.RunLoopAsync(bench.Designer(trajectory), trajectory, Token);
            Assert.Equal(2, bench.Ledger.Totals.Retries);
        }

        await using (var bench = new DesignerBench(fixture.Tools) { Options = WithTools })
        {
            using var trajectory = TrajectoryWriter.Create(replayed);
            again = await bench.RunLoopAsync(bench.Designer(trajectory, recorded), trajectory, Token);
        }

        Assert.Equal(StopReason.CandidatesSpent, live.StopReason);
        Assert.Equal(["True", "", "False", "True"], live.Attempts.Select(a => a.Evaluation?.IsCorrect.ToString() ?? ""));
        Assert.Equal(live.Best!.Number, again.Best!.Number);
        Assert.Equal(await File.ReadAllTextAsync(recorded, Token), await File.ReadAllTextAsync(replayed, Token));
    }

    [Fact]
    public async Task RunAsync_MalformedReplies_CostOneIterationEachAndTheBestIsKept()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters()), Serve.Text("{"), Serve.Text(DesignerReplies.Parameters("""{"rows": 5000}""")), Serve.Text(""));
        using var trajectory = TrajectoryWriter.Create(folder.File("t.jsonl"));

        var outcome = await bench.RunLoopAsync(bench.Designer(trajectory), trajectory, Token);

        Assert.Equal(4, outcome.Attempts.Count);
        Assert.Equal(1, outcome.Best!.Number);
        Assert.All(outcome.Attempts.Skip(1), a => Assert.Null(a.Evaluation));
    }

    [Fact]
    public async Task RunAsync_ModelBudgetSpent_StopsAndKeepsTheBest()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters())) { Budget = new LlmBudget { MaxRequests = 1 } };
        using var trajectory = TrajectoryWriter.Create(folder.File("t.jsonl"));

        var outcome = await bench.RunLoopAsync(bench.Designer(trajectory), trajectory, Token);

        Assert.Equal(StopReason.ModelBudgetSpent, outcome.StopReason);
        Assert.Equal(1, outcome.Best!.Number);
        Assert.Contains("1 of 1 requests are used", outcome.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_EndpointGone_StopsWithTheReason()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new DesignerBench(fixture.Tools, Serve.Text(DesignerReplies.Parameters()), Serve.Error(401, "wrong key"));
        using var trajectory = TrajectoryWriter.Create(folder.File("t.jsonl"));

        var outcome = await bench.RunLoopAsync(bench.Designer(trajectory), trajectory, Token);

        Assert.Equal(StopReason.ModelFailed, outcome.StopReason);
        Assert.Equal(1, outcome.Best!.Number);
    }
}
