using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Tests.Llm;

public sealed class ReplayChatModelTests
{
    private static readonly ToolDefinition Lint = new("lint", "Runs Verilator.", """{"type":"object","properties":{"file":{"type":"string"}},"required":["file"]}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CompleteAsync_WholeRun_RepeatsTheTrajectoryByteForByteWithoutANetwork()
    {
        using var folder = new TemporaryFolder();
        var (recordedPath, replayedPath) = (folder.File("recorded.jsonl"), folder.File("replayed.jsonl"));
        List<string> live, replayed;
        UsageTotals liveTotals;
        await using (var server = new LoopbackEndpoint(Serve.Text("first €\u2028\"quoted\"\n"), Serve.Error(500, "down"), Serve.ToolCalls, Serve.Text("third"), Serve.Text("fourth"), Serve.Error(401, "wrong key")))
        {
            using var bench = new LlmBench(new ManualTime());
            using var trajectory = TrajectoryWriter.Create(recordedPath);
            live = await RunAsync(bench.Models($"{server.BaseUrl}#small,{server.BaseUrl}#big", new LlmBudget { MaxRequests = 6 }, trajectory), trajectory);
            liveTotals = bench.Ledger.Totals;
        }

        using (var bench = new LlmBench(new ManualTime()))
        {
            using var trajectory = TrajectoryWriter.Create(replayedPath);
            replayed = await RunAsync(bench.Models("replay:" + recordedPath, trajectory: trajectory), trajectory);
            Assert.Equal(liveTotals, bench.Ledger.Totals);
        }

        Assert.Equal(live, replayed);
        Assert.Equal(7, live.Count);
        Assert.Equal(1, liveTotals.Retries);
        Assert.Equal(await File.ReadAllBytesAsync(recordedPath, Token), await File.ReadAllBytesAsync(replayedPath, Token));
    }

    [Fact]
    public async Task CompleteAsync_SameRequestTwice_GetsTheAnswersInOrder()
    {
        using var folder = new TemporaryFolder();
        var path = await RecordAsync(folder, LlmBench.Ask("same"), LlmBench.Ask("same"));
        using var bench = new LlmBench(new ManualTime());
        var model = bench.Model("replay:" + path);

        Assert.Equal("answer 1", (await model.CompleteAsync(LlmBench.Ask("same"), null, Token)).Text);
        Assert.Equal("answer 2", (await model.CompleteAsync(LlmBench.Ask("same"), null, Token)).Text);
        var error = await Assert.ThrowsAsync<ReplayMismatchException>(() => model.CompleteAsync(LlmBench.Ask("same"), null, Token));
        Assert.Contains("asked nothing after this point", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_OtherOrder_StillFindsTheAnswerByContent()
    {
        using var folder = new TemporaryFolder();
        var path = await RecordAsync(folder, LlmBench.Ask("a"), LlmBench.Ask("b"));
        using var bench = new LlmBench(new ManualTime());
        var model = bench.Model("replay:" + path);

        Assert.Equal("answer 2", (await model.CompleteAsync(LlmBench.Ask("b"), null, Token)).Text);
        Assert.Equal("answer 1", (await model.CompleteAsync(LlmBench.Ask("a"), null, Token)).Text);
    }

    [Theory]
    [InlineData("text", "turns[1].text, line 2: recorded 'second line', asked 'other line'.")]
    [InlineData("longer", "turns[1].text, line 3: recorded nothing, asked 'third line'.")]
    [InlineData("turn", "turns[2]: recorded nothing, asked {\"role\":\"User\",\"text\":\"and?\"}.")]
    [InlineData("tool", "tools[0]: recorded nothing, asked {\"name\":\"lint\"")]
    [InlineData("seed", "seed: recorded nothing, asked 7.")]
    [InlineData("temperature", "temperature: recorded 0.5, asked 0.25.")]
    public async Task CompleteAsync_NotRecorded_ShowsTheFirstDifference(string change, string expected)
    {
        using var folder = new TemporaryFolder();
        var asked = LlmBench.Ask("first line\nsecond line") with { Temperature = 0.5 };
        var path = await RecordAsync(folder, LlmBench.Ask("earlier"), asked);
        using var bench = new LlmBench(new ManualTime());
        var model = bench.Model("replay:" + path);
        await model.CompleteAsync(LlmBench.Ask("earlier"), null, Token);
        var other = change switch
        {
            "text" => LlmBench.Ask("first line\nother line") with { Temperature = 0.5 },
            "longer" => LlmBench.Ask("first line\nsecond line\nthird line") with { Temperature = 0.5 },
            "turn" => asked with { Turns = [.. asked.Turns, ChatTurn.User("and?")] },
            "tool" => asked with { Tools = [Lint] },
            "seed" => asked with { Seed = 7 },
            _ => asked with { Temperature = 0.25 },
        };

        var error = await Assert.ThrowsAsync<ReplayMismatchException>(() => model.CompleteAsync(other, null, Token));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_ResumedRun_PaysForNothingTwiceAndGivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        string[] questions = ["a", "b", "c", "d"];
        var whole = await RecordAsync(folder, [.. questions.Select(LlmBench.Ask)]);
        var torn = folder.File("torn.jsonl");
        var bytes = await File.ReadAllBytesAsync(whole, Token);
        foreach (var length in Enumerable.Range(0, 40).Select(i => bytes.Length * i / 39))
        {
            await File.WriteAllBytesAsync(torn, bytes[..length], Token);
            var recorded = TrajectoryReader.Read(torn);
            var answered = recorded.Events.Count(e => e.Type == TrajectoryEventTypes.ModelReply);
            await using var server = new LoopbackEndpoint([.. questions.Skip(answered).Select((_, i) => Serve.Text($"answer {answered + i + 1}")), Serve.Text("too many")]);
            using var bench = new LlmBench(new ManualTime(), ("Llm:Endpoint", server.BaseUrl), ("OPENAI_API_KEY", "key-0123456789abcdef"));
            using (var trajectory = TrajectoryWriter.Resume(recorded))
            {
                var model = bench.Model("openai:m", trajectory: trajectory, recorded: recorded);
                foreach (var question in questions) await model.CompleteAsync(LlmBench.Ask(question), null, Token);
            }

            Assert.Equal(questions.Length - answered, server.Requests.Count);
            Assert.Equal(questions.Length, bench.Ledger.Totals.Requests);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(torn, Token));
        }
    }

    [Fact]
    public async Task CompleteAsync_ResumedAfterAFailure_AsksAgain()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trajectory.jsonl");
        await using var server = new LoopbackEndpoint(Serve.Text("good"), Serve.Error(401, "wrong key"), Serve.Text("better"));
        using var bench = new LlmBench(new ManualTime());
        using (var trajectory = TrajectoryWriter.Create(path))
        {
            var model = bench.Model(server.BaseUrl + "#m", trajectory: trajectory);
            await model.CompleteAsync(LlmBench.Ask("a"), null, Token);
            await Assert.ThrowsAsync<ModelCallException>(() => model.CompleteAsync(LlmBench.Ask("b"), null, Token));
        }

        var recorded = TrajectoryReader.Read(path);
        using (var trajectory = TrajectoryWriter.Resume(recorded))
        {
            var model = bench.Model(server.BaseUrl + "#m", trajectory: trajectory, recorded: recorded);
            Assert.Equal("good", (await model.CompleteAsync(LlmBench.Ask("a"), null, Token)).Text);
            Assert.Equal("better", (await model.CompleteAsync(LlmBench.Ask("b"), null, Token)).Text);
        }

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(["model-request", "model-reply", "model-request", "model-reply"], TrajectoryReader.Read(path).Events.Select(e => e.Type));
    }

    [Fact]
    public async Task CompleteAsync_CancelledRequest_LeavesNoAnswerBehind()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trajectory.jsonl");
        await using var server = new LoopbackEndpoint(Serve.Silence);
        using var bench = new LlmBench(new ManualTime());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using (var trajectory = TrajectoryWriter.Create(path))
        {
            var call = bench.Model(server.BaseUrl + "#m", trajectory: trajectory).CompleteAsync(LlmBench.Ask("a"), null, cancel.Token);
            await server.FirstRequest.Task;
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        Assert.Equal("model-request", Assert.Single(TrajectoryReader.Read(path).Events).Type);
    }

    [Fact]
    public void Create_ReplayWithoutModels_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("trajectory.jsonl");
        using (var trajectory = TrajectoryWriter.Create(path))
        {
            trajectory.Append(TrajectoryEventTypes.RunStarted, new RunStarted("expert", 1, []), TrajectoryJson.Instance.RunStarted);
        }

        using var bench = new LlmBench(new ManualTime());

        Assert.Contains("run without an LLM", Assert.Throws<ModelConfigurationException>(() => bench.Models("replay:" + path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => bench.Models("replay:" + folder.File("nothing.jsonl")));
    }

    /// <summary>A small designer: tools, repair, escalation, a wrong key, and a spent budget.</summary>
    private static async Task<List<string>> RunAsync(IReadOnlyList<IChatModel> models, TrajectoryWriter trajectory)
    {
        trajectory.Append(TrajectoryEventTypes.RunStarted, new RunStarted("llm", 1, models.Select(m => m.Name).ToList()), TrajectoryJson.Instance.RunStarted);
        var said = new List<string>();
        var turns = new List<ChatTurn> { ChatTurn.System("You design."), ChatTurn.User("Propose.") };
        foreach (var model in new[] { models[0], models[0], models[0], models[1], models[1], models[1], models[1] })
        {
            try
            {
                var reply = await model.CompleteAsync(new ChatRequest { Turns = turns.ToList(), Tools = [Lint], Seed = 3 }, null, Token);
                said.Add($"{model.Name} {reply.FinishReason} {reply.Text}");
                turns.Add(ChatTurn.Assistant(reply));
                turns.AddRange(reply.ToolCalls.Select(call => ChatTurn.ToolResult(call, "clean")));
                turns.Add(ChatTurn.User("Go on."));
            }
            catch (ModelCallException e)
            {
                said.Add($"{e.Fault} {e.StatusCode} {e.Message}");
            }
            catch (BudgetExceededException e)
            {
                said.Add($"{e.Budget} {e.Message}");
            }
        }

        return said;
    }

    private static async Task<string> RecordAsync(TemporaryFolder folder, params ChatRequest[] requests)
    {
        var path = folder.File("trajectory.jsonl");
        await using var server = new LoopbackEndpoint([.. requests.Select((_, i) => Serve.Text($"answer {i + 1}"))]);
        using var bench = new LlmBench(new ManualTime(), ("Llm:Endpoint", server.BaseUrl), ("OPENAI_API_KEY", "key-0123456789abcdef"));
        using var trajectory = TrajectoryWriter.Create(path);
        var model = bench.Model("openai:m", trajectory: trajectory);
        foreach (var request in requests) await model.CompleteAsync(request, null, Token);
        return path;
    }
}
