using System.Text.Json;

namespace HwAgent.Cli.Tests.Evals;

/// <summary><c>hwagent eval faults</c> on samples of RTLFixer's data.</summary>
public sealed class FaultsCommandTests(EvalBench bench) : IClassFixture<EvalBench>
{
    private static string Shared => Path.GetFullPath(Path.Combine(EvalBench.Data, ".."));

    [Fact]
    public async Task Faults_SamplesOfBothKinds_AreHeldAgainstTheirLogs()
    {
        var file = Path.Combine(bench.Folder, "samples.jsonl");
        string[] lines = [Line("verilogeval-syntax.jsonl", 295), Line("verilogeval-syntax.jsonl", 1898), Line("verilogeval-simulate.jsonl", 3519)];
        await File.WriteAllLinesAsync(file, lines, TestContext.Current.CancellationToken);

        var text = await InvokeAsync(file);
        var json = await InvokeAsync(file, "--problems-data", Path.Combine(Shared, "verilog-eval", "v1"), "--json");

        Assert.True(text.ExitCode == 0, text.Error);
        Assert.Contains("3 faulty modules: official verdict as the log says 2, strict verdict as the log says 2", text.Output);
        // Icarus 11 takes a port that is declared again as a net, and the module is right otherwise.
        Assert.Contains("truthtable1_1898: log Compile, official None (passed), strict Correct", text.Output);
        Assert.True(json.ExitCode == 0, json.Error);
        using var findings = JsonDocument.Parse(json.Output);
        Assert.Equal(["2012_q2b_295", "2012_q2b_3519", "truthtable1_1898"], findings.RootElement.EnumerateArray().Select(static finding => finding.GetProperty("problem").GetString()));
        Assert.Equal("failed: 443 out of 600 samples.", findings.RootElement[1].GetProperty("officialReason").GetString());
    }

    [Fact]
    public async Task Faults_WrongFile_NamesFileAndLine()
    {
        var file = Path.Combine(bench.Folder, "wrong.jsonl");
        await File.WriteAllTextAsync(file, "{}\n", TestContext.Current.CancellationToken);
        var run = await InvokeAsync(file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("wrong.jsonl:1", run.Error);
        Assert.Contains("task_id", run.Error);
    }

    private static string Line(string file, int index) =>
        File.ReadLines(Path.Combine(Shared, "rtlfixer", file)).Single(line => line.StartsWith(FormattableString.Invariant($"{{\"index\": {index}, "), StringComparison.Ordinal));

    private Task<ProcessResult> InvokeAsync(string data, params string[] options) =>
        EvalBench.InvokeAsync(["eval", "faults", "--data", data, "--cache", Path.Combine(bench.Folder, "cache"), .. options]);
}
