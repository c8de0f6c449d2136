using System.Runtime.CompilerServices;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Agent.Tests.Llm;
using HwAgent.Core.Cascades;

namespace HwAgent.Agent.Tests.Solving;

/// <summary>
/// A recorded run of each strategy in <c>tests/trajectories</c> is repeated to the same bytes. What a strategy asks, in which words and
/// order, is part of the recording: after a wanted change, run these tests once with <c>HWAGENT_RECORD=1</c> and review the difference.
/// </summary>
[Collection(RtlToolsTests.Name)]
public sealed class RecordedStrategyTests(RtlToolsFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("single", 1)]
    [InlineData("loop", 2)]
    [InlineData("sample-rank", 3)]
    [InlineData("cascade", 3)]
    public async Task Replay_RecordedRun_GivesTheSameBytes(string strategy, int turns)
    {
        var recorded = Path.Combine(Folder(), $"solve-{strategy}.jsonl");
        if (Environment.GetEnvironmentVariable("HWAGENT_RECORD") == "1") await RecordAsync(strategy, recorded);
        using var folder = new TemporaryFolder();
        await using var bench = new SolverBench(fixture.Tools) { Options = Options };

        var solution = await bench.SolveAsync(strategy, bench.SampleModels(recorded), SolverReplies.Task, 0, folder.File("again.jsonl"));

        Assert.Equal((StopReason.DesignerFinished, SolverReplies.Right, turns), (solution.StopReason, solution.Code, solution.Turns.Count));
        Assert.Equal(await File.ReadAllTextAsync(recorded, Token), await File.ReadAllTextAsync(folder.File("again.jsonl"), Token));
    }

    private static SolverOptions Options => new()
    {
        Temperature = 0.8, Seed = 1, Turns = 3, Solutions = 3, SelfTests = 2, Stages = [new CascadeStage(2, 2, 0.9), new CascadeStage(1, 2, 0.9)],
    };

    /// <summary>Every answer is wrong or right by our own comparison: no words of a tool, which change with its version, are recorded.</summary>
    private async Task RecordAsync(string strategy, string path)
    {
        var (tests, wrong, right) = (Serve.Text(SolverReplies.Tests), Serve.Text(SolverReplies.Code(SolverReplies.Wrong)), Serve.Text(SolverReplies.Code(SolverReplies.Right)));
        Func<ReceivedRequest, Stream, CancellationToken, Task>[] script = strategy switch
        {
            "single" => [Serve.Error(429, "slow down"), Serve.Text($"<think>\nA counter.\n</think>\n{SolverReplies.Code(SolverReplies.Right)}")],
            "loop" => [tests, wrong, right],
            "sample-rank" => [tests, wrong, right, right],
            _ => [tests, wrong, right, tests, right],
        };
        await using var bench = new SolverBench(fixture.Tools, script) { Options = Options, Models = strategy == "cascade" ? ["small", "large"] : ["small"] };
        File.Delete(path);
        await bench.SolveAsync(strategy, bench.SampleModels(), SolverReplies.Task, 0, path);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "trajectories"));
}
