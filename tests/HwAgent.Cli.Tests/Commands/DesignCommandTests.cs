using System.Text.Json;
using HwAgent.Agent.Runs;

namespace HwAgent.Cli.Tests.Commands;

/// <summary><c>hwagent design</c> through the real executable, with real tools.</summary>
[Collection(TinyRunTests.Name)]
public sealed class DesignCommandTests(TinyRun tiny)
{
    [Fact]
    public void Run_TinySpec_MeetsItAndLeavesTheRunDirectory()
    {
        Assert.True(tiny.Process.ExitCode == 0, tiny.Process.Error + tiny.Process.Output);
        string[] files =
        [
            "spec.yaml", "trajectory.jsonl", "result.json", "report.html", "candidates/001/evaluation.json",
            "best/schedule.json", "best/program.hex", "best/tb/testbench.cpp", "best/rtl/hwa_accelerator.sv",
        ];
        Assert.All(files, name => Assert.True(File.Exists(Path.Combine(tiny.Run.Path, name)), name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(tiny.Run.Path, "*.tmp", SearchOption.AllDirectories));
    }

    /// <summary>Names are those that scripts rely on.</summary>
    [Theory]
    [InlineData("stopReason", JsonValueKind.String)]
    [InlineData("specMet", JsonValueKind.True)]
    [InlineData("candidates", JsonValueKind.Array)]
    [InlineData("best.id", JsonValueKind.String)]
    [InlineData("best.parameters", JsonValueKind.Object)]
    [InlineData("best.lint.warnings", JsonValueKind.Number)]
    [InlineData("best.simulation.vectors", JsonValueKind.Number)]
    [InlineData("best.simulation.mismatches", JsonValueKind.Number)]
    [InlineData("best.simulation.cycles", JsonValueKind.Number)]
    [InlineData("best.predictedCycles", JsonValueKind.Number)]
    [InlineData("best.utilisation", JsonValueKind.Number)]
    [InlineData("best.synthesis.areaGateEquivalents", JsonValueKind.Number)]
    [InlineData("best.synthesis.flipFlops", JsonValueKind.Number)]
    [InlineData("best.synthesis.memoryBits", JsonValueKind.Number)]
    [InlineData("best.synthesis.logicDepth", JsonValueKind.Number)]
    [InlineData("tools", JsonValueKind.Object)]
    [InlineData("usage.promptTokens", JsonValueKind.Number)]
    [InlineData("usage.completionTokens", JsonValueKind.Number)]
    [InlineData("usage.costUsd", JsonValueKind.Number)]
    [InlineData("usage.requests", JsonValueKind.Number)]
    public void Result_EveryPromisedField_IsThere(string path, JsonValueKind kind) => Assert.Equal(kind, At(tiny.Result, path).ValueKind);

    [Fact]
    public void Result_Best_IsCorrectInEveryElementAndCycle()
    {
        var result = tiny.Result;
        Assert.Equal(1, result.GetProperty("candidates").GetArrayLength());
        Assert.True(At(result, "best.simulation.complete").GetBoolean());
        Assert.True(At(result, "best.simulation.vectors").GetInt64() > 64 + 35);
        Assert.Equal(0, At(result, "best.simulation.mismatches").GetInt64());
        Assert.Equal(0, At(result, "best.lint.warnings").GetInt32());
        Assert.Equal(At(result, "best.predictedCycles").GetInt64(), At(result, "best.simulation.cycles").GetInt64());
        Assert.InRange(At(result, "best.utilisation").GetDouble(), 0.001, 1);
        Assert.InRange(At(result, "best.synthesis.areaGateEquivalents").GetDouble(), 1000, 100000);
        Assert.All(new[] { "verilator", "yosys" }, tool => Assert.Contains(result.GetProperty("tools").EnumerateObject(), t => t.Name.Contains(tool, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Report_Html_OpensOffline()
    {
        var html = File.ReadAllText(tiny.Run.Report);
        Assert.Contains("tiny", html);
        Assert.DoesNotMatch(@"(?:src|href)\s*=\s*[""']?https?:", html);
    }

    /// <summary>Nothing is taken from the first run: another folder, another cache. The second call in the same folder takes the next free name.</summary>
    [Fact]
    public async Task Run_SecondTimeWithTheSameSeed_GivesTheSameBytesUnderTheNextName()
    {
        using var fresh = new TemporaryFolder();

        var again = await HwAgentProcess.RunInAsync(tiny.Folder, "design", "tiny.yaml", "--cache", Path.Combine(fresh.Path, "cache"));

        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(TinyRun.Bytes(tiny.Run), TinyRun.Bytes(new RunDirectory(tiny.Run.Path + "-2")));
    }

    [Fact]
    public async Task Run_Json_PrintsTheResultAndNothingElse()
    {
        using var folder = new TemporaryFolder();

        var result = await HwAgentProcess.RunInAsync(folder.Path, "design", Path.Combine(tiny.Folder, "tiny.yaml"), "--cache", tiny.Cache, "--json", "--out", "out");

        Assert.Equal(0, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("tiny", document.RootElement.GetProperty("name").GetString());
        Assert.True(document.RootElement.GetProperty("specMet").GetBoolean());
    }

    [Fact]
    public async Task Run_ImpossibleLatency_KeepsTheBestAndSaysWhatItMisses()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec.Replace("budget: {", "budget: {latency_milliseconds: 0.000001, "));

        var result = await HwAgentProcess.RunInAsync(folder.Path, "design", "tiny.yaml", "--cache", tiny.Cache);

        Assert.True(result.ExitCode == 2, result.Error);
        var run = new RunDirectory(Path.Combine(folder.Path, "runs", "tiny"));
        var json = TinyRun.Read(run);
        Assert.False(json.GetProperty("specMet").GetBoolean());
        Assert.Contains(json.GetProperty("misses").EnumerateArray(), miss => miss.GetString() is { } text && text.StartsWith("latency ", StringComparison.Ordinal) && text.EndsWith(" ms, budget 1e-6 ms", StringComparison.Ordinal));
        Assert.Equal(0, At(json, "best.simulation.mismatches").GetInt64());
        Assert.True(File.Exists(Path.Combine(run.Best, "program.hex")));
        Assert.Contains("latency", result.Output);
    }

    [Fact]
    public async Task Run_MisspeltKey_NamesThePlaceAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec.Replace("objective:", "objectiv:"));

        var result = await HwAgentProcess.RunInAsync(folder.Path, "design", "tiny.yaml");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("tiny.yaml:7:1: ", result.Error);
        Assert.Contains("objectiv", result.Error);
        Assert.Contains("objective", result.Error.Replace("objectiv'", ""));
        Assert.Equal("", result.Output);
        Assert.Equal(["tiny.yaml"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Run_FolderThatIsNotEmpty_IsRefused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec);
        folder.Write("out/notes.txt", "mine");

        var result = await HwAgentProcess.RunInAsync(folder.Path, "design", "tiny.yaml", "--out", "out");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error: out: the run directory is not empty", result.Error);
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(Path.Combine(folder.Path, "out")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("there is no such file", "none.yaml")]
    [InlineData("--designer is wizard", "tiny.yaml", "--designer", "wizard")]
    [InlineData("--candidates is 0", "tiny.yaml", "--candidates", "0")]
    [InlineData("no model is named", "tiny.yaml", "--designer", "llm")]
    [InlineData("there is no run to go on with", "tiny.yaml", "--resume")]
    public async Task Run_BadInput_SaysWhatIsWrongAndWritesNothing(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tiny.yaml", TinyRun.Spec);

        var result = await HwAgentProcess.RunInAsync(folder.Path, ["design", .. arguments]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(message, result.Error);
        Assert.Equal(["tiny.yaml"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    private static JsonElement At(JsonElement element, string path) => path.Split('.').Aggregate(element, (e, name) => e.GetProperty(name));
}
