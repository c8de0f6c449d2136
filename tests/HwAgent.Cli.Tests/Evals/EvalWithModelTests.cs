using System.Diagnostics;
using System.Text.Json;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval verilogeval</c> with a language model, against a real server on 127.0.0.1.</summary>
public sealed class EvalWithModelTests(EvalBench bench) : IClassFixture<EvalBench>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string[] OneProblem = ["--problems", "Prob001_zero", "--samples", "4", "--jobs", "1"];

    /// <summary>The third answer never comes; the process is killed as it waits. What was finished is not asked for again.</summary>
    [Fact]
    public async Task Run_KilledWhileAModelAnswers_ResumesToTheSameBytes()
    {
        await using var server = new LoopbackEndpoint(Serve.Text(EvalBench.RightReply), Serve.Text(EvalBench.RightReply), Serve.Silence, Serve.Text(EvalBench.RightReply));
        string[] options = ["--model", server.BaseUrl + "#test", .. OneProblem];
        using (var process = HwAgentProcess.StartIn(bench.Folder, bench.Command("killed", options)))
        {
            await UntilAsync(process, () => server.Requests.Count == 3);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.False(File.Exists(bench.Directory("killed").Results));
        Assert.Equal(2, Directory.EnumerateFiles(bench.Directory("killed").Samples, "*_sample0?.json", SearchOption.AllDirectories).Count());

        var resumed = await HwAgentProcess.RunInAsync(bench.Folder, bench.Command("killed", [.. options, "--resume"]));
        Assert.Equal(3 + 2, server.Requests.Count);
        var whole = await bench.RunAsync("whole", options);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.True(whole.ExitCode == 0, whole.Error);
        Assert.Equal(4, bench.Results("whole").GetProperty("strict").GetProperty("passed").GetInt32());
        Assert.Equal(bench.Files("whole"), bench.Files("killed"));
    }

    [Theory]
    [InlineData("single")]
    [InlineData("loop", "--turns", "2", "--self-tests", "0")]
    [InlineData("sample-rank", "--solutions", "2", "--self-tests", "0")]
    [InlineData("cascade", "--stages", "2,0,0.9")]
    public async Task Run_EachStrategy_ReplaysWithoutTheServer(string strategy, params string[] more)
    {
        await using (var server = new LoopbackEndpoint(Serve.Text(EvalBench.WrongReply), Serve.Text(EvalBench.RightReply)))
        {
            var live = await bench.RunAsync(strategy, ["--model", server.BaseUrl + "#test", "--strategy", strategy, "--problems", "Prob001_zero,Prob002*", "--temperature", "0.8", .. more]);
            Assert.True(live.ExitCode == 0, live.Error);
        }

        var replay = await bench.ReplayAsync(strategy, strategy + "-again");

        Assert.True(replay.ExitCode == 0, replay.Error);
        Assert.Equal(bench.Files(strategy), bench.Files(strategy + "-again"));
        Assert.Equal(strategy, bench.Results(strategy).GetProperty("strategy").GetString());
    }

    /// <summary>Each reply costs 12 · 1000 + 7 · 2000 dollars a million tokens: 0.026. The limit is reached in the second; the rest waits for --resume.</summary>
    [Fact]
    public async Task Run_CostLimit_StopsCleanlyAndGoesOn()
    {
        await using var server = new LoopbackEndpoint(Serve.Text(EvalBench.RightReply));
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "prices.yaml"), "test: {prompt: 1000, completion: 2000}\n", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["HWAGENT_Llm__PricesFile"] = Path.Combine(bench.Folder, "prices.yaml") };
        string[] command = bench.Command("limited", ["--model", server.BaseUrl + "#test", .. OneProblem]);

        var stopped = await HwAgentProcess.RunAsync(environment, [.. command, "--max-cost", "0.05"]);
        var partial = bench.Results("limited");
        var replayed = await bench.ReplayAsync("limited", "limited-again");
        var partialFiles = bench.Files("limited").ToList();
        var resumed = await HwAgentProcess.RunAsync(environment, [.. command, "--max-cost", "0.2", "--resume"]);

        Assert.Equal(2, stopped.ExitCode);
        Assert.False(partial.GetProperty("complete").GetBoolean());
        Assert.Equal(0.052m, partial.GetProperty("usage").GetProperty("costUsd").GetDecimal());
        Assert.Equal(2, replayed.ExitCode);
        Assert.Equal(partialFiles, bench.Files("limited-again"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.True(bench.Results("limited").GetProperty("complete").GetBoolean());
        Assert.Equal(4, server.Requests.Count);
    }

    /// <summary>A refused key and a reply without code are two things, and neither is a wrong design.</summary>
    [Fact]
    public async Task Run_Trouble_IsNamedAndAskedAgain()
    {
        await using var server = new LoopbackEndpoint(Serve.Error(401, "wrong key"), Serve.Text("I would rather not."), Serve.Text(EvalBench.RightReply));
        string[] options = ["--model", server.BaseUrl + "#test", "--problems", "Prob001_zero", "--samples", "3", "--jobs", "1"];

        var run = await bench.RunAsync("trouble", options);
        var first = bench.Results("trouble");
        var replayed = await bench.ReplayAsync("trouble", "trouble-again");
        var files = bench.Files("trouble").ToList();
        var resumed = await bench.RunAsync("trouble", [.. options, "--resume"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(1, first.GetProperty("unreachable").GetInt32());
        Assert.Equal(1, first.GetProperty("strict").GetProperty("passed").GetInt32());
        Assert.Equal(1, first.GetProperty("trouble").GetProperty("no-code").GetInt32());
        Assert.Contains("no model could be reached", Sample(first, 0).GetProperty("reason").GetString());
        Assert.Contains("no model could be reached", run.Output);
        Assert.True(replayed.ExitCode == 0, replayed.Error);
        Assert.Equal(files, bench.Files("trouble-again"));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal("correct", Sample(bench.Results("trouble"), 0).GetProperty("outcome").GetString());
        Assert.Equal(4, server.Requests.Count);
    }

    /// <summary>The second of two solutions is refused: the first is not asked for, or paid, again.</summary>
    [Fact]
    public async Task Resume_ModelLostHalfWay_AsksForTheRestOnly()
    {
        await using var server = new LoopbackEndpoint(Serve.Text(EvalBench.RightReply), Serve.Error(401, "wrong key"), Serve.Text(EvalBench.RightReply));
        string[] options = ["--model", server.BaseUrl + "#test", "--problems", "Prob001_zero", "--strategy", "sample-rank", "--solutions", "2", "--self-tests", "0"];

        await bench.RunAsync("half", options);
        var first = bench.Results("half").GetProperty("unreachable").GetInt32();
        var resumed = await bench.RunAsync("half", [.. options, "--resume"]);

        Assert.Equal(1, first);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(1, bench.Results("half").GetProperty("strict").GetProperty("passed").GetInt32());
        Assert.Equal(2, bench.Results("half").GetProperty("usage").GetProperty("requests").GetInt32());
        Assert.Equal(3, server.Requests.Count);
    }

    private static JsonElement Sample(JsonElement result, int sample) => result.GetProperty("problems")[0].GetProperty("samples")[sample];

    private static async Task UntilAsync(Process process, Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            Assert.False(process.HasExited, "the run ended before it could be killed");
            await Task.Delay(20, patience.Token);
        }
    }
}
