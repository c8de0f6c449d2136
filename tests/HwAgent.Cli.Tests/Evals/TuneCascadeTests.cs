using System.Text.Json;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval tune-cascade</c> on a run recorded against a real server.</summary>
public sealed class TuneCascadeTests(EvalBench bench) : IClassFixture<EvalBench>
{
    /// <summary>
    /// Two answers to one problem. The small model disagrees with itself on the first (wrong, right) and is right twice on the second; the
    /// large one, a hundred times as dear, is always right. So the small one alone reaches one half, and a cascade that escalates where the
    /// small one disagrees reaches all for (2s + l + 2s) / 2, about half of what the large one costs.
    /// </summary>
    [Fact]
    public async Task Run_RecordedCascade_FindsTheOneThatEscalatesOnDisagreement()
    {
        string run, prices = Path.Combine(bench.Folder, "prices.yaml");
        await File.WriteAllTextAsync(prices, "small: {prompt: 10, completion: 10}\nlarge: {prompt: 1000, completion: 1000}\n", TestContext.Current.CancellationToken);
        await using (var server = new LoopbackEndpoint(Serve.Text(EvalBench.WrongReply), Serve.Text(EvalBench.RightReply)))
        {
            string[] options = ["--model", $"{server.BaseUrl}#small,{server.BaseUrl}#large", "--strategy", "cascade", "--stages", "2,0,2;2,0,2", "--problems", "Prob001_zero", "--samples", "2", "--jobs", "1"];
            var recorded = await HwAgentProcess.RunAsync(new Dictionary<string, string?> { ["HWAGENT_Llm__PricesFile"] = prices }, bench.Command("validation", options));
            Assert.True(recorded.ExitCode == 0, recorded.Error);
            run = Path.Combine(bench.Folder, "validation");
        }

        string[] tune = ["eval", "tune-cascade", run, "--data", EvalBench.Data, "--cache", Path.Combine(bench.Folder, "cache")];
        var json = await EvalBench.InvokeAsync([.. tune, "--json"]);
        var table = await EvalBench.InvokeAsync(tune);

        Assert.True(json.ExitCode == 0, json.Error);
        using var document = JsonDocument.Parse(json.Output);
        var front = document.RootElement.GetProperty("front").EnumerateArray().ToList();
        const double Small = 19 * 10e-6, Large = 19 * 1000e-6;
        Assert.Equal([(0.5, "1,0,0"), (1.0, "2,0,0.6;1,0,0")], front.Select(cascade => (cascade.GetProperty("accuracy").GetDouble(), cascade.GetProperty("stagesOption").GetString()!)));
        Assert.Equal(Small, front[0].GetProperty("cost").GetDouble(), 6);
        Assert.Equal(((4 * Small) + Large) / 2, front[1].GetProperty("cost").GetDouble(), 6);
        Assert.Equal("USD", document.RootElement.GetProperty("costUnit").GetString());
        Assert.Contains("| one answer | 1.000 | 0.019000 |", table.Output);
        Assert.Contains("'2,0,0.6;1,0,0'", table.Output);
    }

    [Fact]
    public async Task Run_RunWithoutModels_SaysHowToRecordOne()
    {
        await bench.RunAsync("fixed", "--model", "reference", "--problems", "Prob001_zero");

        var tuned = await EvalBench.InvokeAsync("eval", "tune-cascade", Path.Combine(bench.Folder, "fixed"), "--data", EvalBench.Data);

        Assert.Equal(1, tuned.ExitCode);
        Assert.Contains("--threshold 2", tuned.Error);
    }
}
