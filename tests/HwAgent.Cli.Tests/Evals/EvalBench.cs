using System.Text.Json;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Tests.Repository;
using HwAgent.Evals.Runs;

namespace HwAgent.Cli.Tests.Evals;

/// <summary>Runs evaluations; the results of the tools are shared by the tests of one class.</summary>
public sealed class EvalBench : IDisposable
{
    /// <summary>What a model says that solves Prob001_zero.</summary>
    public const string RightReply = "```verilog\nmodule TopModule (output zero);\n  assign zero = 1'b0;\nendmodule\n```\n";

    /// <summary>What does not.</summary>
    public const string WrongReply = "```verilog\nmodule TopModule (output zero);\n  assign zero = 1'b1;\nendmodule\n```\n";

    /// <summary>Nothing but these may differ between runs: the report and the database name the machine's program.</summary>
    private static readonly string[] Comparable = ["results.json", "results.csv", "trajectory.jsonl", "summary.txt", "summary.csv"];

    private readonly TemporaryFolder folder = new();

    /// <summary>VerilogEval beside the repository.</summary>
    public static string Data { get; } = Path.GetFullPath(Path.Combine(RepositoryFiles.Root, "..", "shared", "data", "verilog-eval"));

    public string Folder => folder.Path;

    /// <summary>An evaluation in this process: starting the executable for each would take longer than the work.</summary>
    internal Task<ProcessResult> RunAsync(string name, params string[] options) => InvokeAsync(Command(name, options));

    /// <summary>A replay has its settings from the recorded run.</summary>
    internal Task<ProcessResult> ReplayAsync(string recorded, string name) =>
        InvokeAsync("eval", "verilogeval", "--data", Data, "--cache", Path.Combine(Folder, "cache"), "--model", "replay:" + Path.Combine(Folder, recorded), "--out", Path.Combine(Folder, name));

    /// <summary>Any command line, as the executable takes it.</summary>
    internal static async Task<ProcessResult> InvokeAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandRunner.RunAsync(CommandTree.Build(), arguments, output, error, TestContext.Current.CancellationToken);
        return new ProcessResult(code, output.ToString(), error.ToString());
    }

    /// <summary>The arguments of an evaluation that is not calibrated, so that it takes no longer than its answers.</summary>
    public string[] Command(string name, params string[] options) =>
        ["eval", "verilogeval", "--data", Data, "--calibration", "none", "--cache", Path.Combine(Folder, "cache"), "--out", Path.Combine(Folder, name), .. options];

    public EvalDirectory Directory(string name) => new(Path.Combine(Folder, name));

    public JsonElement Results(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Directory(name).Results));
        return document.RootElement.Clone();
    }

    /// <summary>Each file of a run that must not depend on how it came about.</summary>
    public IEnumerable<(string File, string Text)> Files(string name) => Comparable.Select(file => (file, File.ReadAllText(Path.Combine(Folder, name, file))));

    public void Dispose() => folder.Dispose();
}
