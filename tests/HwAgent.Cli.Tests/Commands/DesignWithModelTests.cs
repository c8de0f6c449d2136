using System.Text.Json;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Tests.Designers;
using HwAgent.Agent.Tests.Llm;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent design --model</c> against a real server on 127.0.0.1.</summary>
[Collection(TinyRunTests.Name)]
public sealed class DesignWithModelTests(TinyRun tiny)
{
    /// <summary>One plain product, which <see cref="DesignerReplies.SmallParameters"/> can run.</summary>
    private const string Spec = """
        name: asked
        workload:
          gemms: [{name: a, m: 8, n: 8, k: 16}]
        budget: {area_gate_equivalents: 120000, on_chip_kib: 4, dram_bytes_per_cycle: 8}
        search: {candidates: 2, seed: 1}

        """;

    [Fact]
    public async Task Run_ScriptedModel_IsScoredAgainstTheExpertAndReplaysWithoutTheServer()
    {
        using var folder = new TemporaryFolder();
        folder.Write("asked.yaml", Spec);
        var run = new RunDirectory(Path.Combine(folder.Path, "runs", "asked"));
        int requests;
        await using (var server = new LoopbackEndpoint(Serve.Text("no JSON at all"), Serve.Text(DesignerReplies.Parameters())))
        {
            var live = await HwAgentProcess.RunInAsync(folder.Path, "design", "asked.yaml", "--model", server.BaseUrl + "#test", "--cache", tiny.Cache);
            Assert.True(live.ExitCode == 0, live.Error + live.Output);
            requests = server.Requests.Count;
        }

        var result = TinyRun.Read(run);
        Assert.Equal(2, requests);
        Assert.Equal((2, 24, 14), (Usage(result, "requests"), Usage(result, "promptTokens"), Usage(result, "completionTokens")));
        Assert.Equal(JsonValueKind.Null, result.GetProperty("usage").GetProperty("costUsd").ValueKind); // no price is known
        Assert.Equal("002", result.GetProperty("best").GetProperty("id").GetString());
        Assert.Equal(4, result.GetProperty("best").GetProperty("parameters").GetProperty("rows").GetInt32());
        Assert.True(result.GetProperty("expertBaseline").GetProperty("isCorrect").GetBoolean());
        Assert.Equal("expert", result.GetProperty("expertBaseline").GetProperty("origin").GetString());

        var replay = await HwAgentProcess.RunAsync("replay", run.Path, "--cache", tiny.Cache);
        Assert.True(replay.ExitCode == 0, replay.Error + replay.Output);
        Assert.StartsWith("equal: ", replay.Output);

        var verify = await HwAgentProcess.RunAsync("verify", run.Path, "--cache", tiny.Cache);
        Assert.True(verify.ExitCode == 0, verify.Error + verify.Output);
    }

    /// <summary>The server goes away after one good reply: what was found stays, and the run goes on when it is back.</summary>
    [Fact]
    public async Task Run_ServerRefusesTheSecondRequest_KeepsTheBestAndResumes()
    {
        using var folder = new TemporaryFolder();
        folder.Write("asked.yaml", Spec);
        var run = new RunDirectory(Path.Combine(folder.Path, "runs", "asked"));
        await using var server = new LoopbackEndpoint(Serve.Text(DesignerReplies.Parameters()), Serve.Error(401, "wrong key"), Serve.Text("no JSON at all"));
        string[] design = ["design", "asked.yaml", "--model", server.BaseUrl + "#test", "--cache", tiny.Cache];

        await HwAgentProcess.RunInAsync(folder.Path, design);
        var first = TinyRun.Read(run);
        var resumed = await HwAgentProcess.RunInAsync(folder.Path, [.. design, "--resume"]);

        Assert.Equal("model_failed", first.GetProperty("stopReason").GetString());
        Assert.Equal("001", first.GetProperty("best").GetProperty("id").GetString());
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal("candidates_spent", TinyRun.Read(run).GetProperty("stopReason").GetString());
        Assert.Equal(3, server.Requests.Count);
    }

    private static int Usage(JsonElement result, string name) => result.GetProperty("usage").GetProperty(name).GetInt32();
}
