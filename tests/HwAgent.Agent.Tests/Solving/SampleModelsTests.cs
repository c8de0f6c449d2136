using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>Runs over several samples: side by side, recorded, repeated, interrupted.</summary>
[Collection(RtlToolsTests.Name)]
public sealed class SampleModelsTests(RtlToolsFixture fixture)
{
    private static readonly SolverOptions Options = new() { Turns = 3, Solutions = 2, SelfTests = 2, Seed = 1 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<(RtlTask Task, int Sample)> Samples { get; } =
        [.. from id in (string[])["Prob1", "Prob2"] from sample in (int[])[0, 1] select (SolverReplies.Task with { Id = id }, sample)];

    [Theory]
    [InlineData("single")]
    [InlineData("loop")]
    [InlineData("sample-rank")]
    [InlineData("cascade")]
    public async Task Replay_InAnotherOrderAndInParallel_GivesTheSameSolutionsAndBytes(string strategy)
    {
        using var folder = new TemporaryFolder();
        var recorded = folder.File("run.jsonl");
        List<string> live;
        long tokens;
        await using (var bench = new SolverBench(fixture.Tools, Answer) { Options = Options, Models = strategy == "cascade" ? ["small", "large"] : ["small"] })
        {
            live = await RunAsync(bench, strategy, bench.SampleModels(), folder, "live", Samples);
            Join(recorded, folder, "live");
            tokens = bench.Ledger.Totals.TotalTokens;
        }

        await using (var bench = new SolverBench(fixture.Tools) { Options = Options })
        {
            var again = await RunAsync(bench, strategy, bench.SampleModels(recorded), folder, "again", [.. Samples.Reverse()]);
            Assert.Equal(live, again.AsEnumerable().Reverse());
            Assert.Equal(tokens, bench.Ledger.Totals.TotalTokens);
        }

        Join(folder.File("again.jsonl"), folder, "again");
        Assert.Equal(await File.ReadAllTextAsync(recorded, Token), await File.ReadAllTextAsync(folder.File("again.jsonl"), Token));
        // Different replies to the same question, so a mix-up of samples would show.
        Assert.Equal(live.Count, live.Distinct().Count());
    }

    [Fact]
    public async Task Resume_TornAnywhere_PaysForNothingTwiceAndGivesTheSame()
    {
        using var folder = new TemporaryFolder();
        var (task, sample) = Samples[0];
        string whole;
        await using (var bench = new SolverBench(fixture.Tools, Answer) { Options = Options })
        {
            whole = SolverBench.Text(await bench.SolveAsync("loop", bench.SampleModels(), task, sample, folder.File("whole.jsonl")));
        }

        var bytes = await File.ReadAllBytesAsync(folder.File("whole.jsonl"), Token);
        foreach (var length in new[] { 0.1, 0.4, 0.7, 0.95 }.Select(part => (int)(part * bytes.Length)))
        {
            var path = folder.File($"torn-{length}.jsonl");
            await File.WriteAllBytesAsync(path, bytes[..length], Token);
            var interrupted = TrajectoryReader.Read(path);
            var answered = interrupted.Events.Count(e => e.Type == TrajectoryEventTypes.ModelReply);
            await using var bench = new SolverBench(fixture.Tools, Answer) { Options = Options };

            var resumed = await bench.SolveAsync("loop", bench.SampleModels(), task, sample, path, interrupted);

            Assert.Equal(whole, SolverBench.Text(resumed));
            Assert.Equal(3 - answered, bench.Requests.Count);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(path, Token));
        }
    }

    [Fact]
    public async Task For_SampleThatWasNotRecorded_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await using (var bench = new SolverBench(fixture.Tools, Answer) { Options = Options })
        {
            await RunAsync(bench, "single", bench.SampleModels(), folder, "live", Samples.Take(1).ToList());
        }

        await using var replay = new SolverBench(fixture.Tools) { Options = Options };
        var models = replay.SampleModels(folder.File("live-Prob1-0.jsonl"));

        var error = await Assert.ThrowsAsync<ReplayMismatchException>(() => replay.SolveAsync("single", models, Samples[1].Task, Samples[1].Sample, null));
        Assert.Contains("holds no further reply", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budget_SharedByAllSamples_StopsThemAll()
    {
        await using var bench = new SolverBench(fixture.Tools, Answer) { Options = Options, Budget = new LlmBudget { MaxRequests = 3 } };
        var models = bench.SampleModels();

        var solutions = await Task.WhenAll(Samples.Select(s => bench.SolveAsync("single", models, s.Task, s.Sample, null)));

        Assert.Equal(3, solutions.Count(s => s.Code is not null));
        Assert.Equal(StopReason.ModelBudgetSpent, Assert.Single(solutions, s => s.Code is null).StopReason);
        Assert.Equal(3, bench.Ledger.Totals.Requests);
        Assert.Equal([0, 1, 1, 1], solutions.Select(s => s.Usage.Requests).Order());
    }

    /// <summary>Answers by what is asked, so that the order of requests does not matter: what differs between samples is their seed.</summary>
    private static Task Answer(ReceivedRequest request, Stream stream, CancellationToken token)
    {
        var json = request.Json;
        var messages = json.GetProperty("messages");
        var asked = messages[messages.GetArrayLength() - 1].GetProperty("content");
        var text = asked.ValueKind == JsonValueKind.String ? asked.GetString()! : asked[0].GetProperty("text").GetString()!;
        var mark = $"// {json.GetProperty("model").GetString()} {json.GetProperty("seed").GetInt64()}\n";
        var reply = text.StartsWith("Write ", StringComparison.Ordinal) ? SolverReplies.Tests
            : text.StartsWith("Your module", StringComparison.Ordinal) || json.GetProperty("model").GetString() == "large" ? SolverReplies.Code(mark + SolverReplies.Right)
            : SolverReplies.Code(mark + SolverReplies.Wrong);
        return Serve.Text(reply)(request, stream, token);
    }

    private static async Task<List<string>> RunAsync(SolverBench bench, string strategy, SampleModels models, TemporaryFolder folder, string name, IReadOnlyList<(RtlTask Task, int Sample)> samples)
    {
        var solutions = await Task.WhenAll(samples.Select(s => bench.SolveAsync(strategy, models, s.Task, s.Sample, folder.File($"{name}-{s.Task.Id}-{s.Sample}.jsonl"))));
        return [.. solutions.Select(SolverBench.Text)];
    }

    private static void Join(string path, TemporaryFolder folder, string name) =>
        SampleTrajectories.Join(path, Samples.Select(s => TrajectoryReader.Read(folder.File($"{name}-{s.Task.Id}-{s.Sample}.jsonl"))));
}
