using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Arrays;
using HwAgent.Evals.Search;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent eval</c>: the benchmarks behind evals/RESULTS.md.</summary>
public static class EvalCommand
{
    private static readonly Argument<string> Benchmark = new("benchmark") { Description = "arrays: transformer GEMMs on 16x16 and 32x32 arrays; search: speed of the expert search" };
    private static readonly Option<int[]> Sizes = new("--size") { Description = "Rows and columns of the square arrays; default: 16 and 32", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [16, 32] };

    public static CommandEntry Create()
    {
        Benchmark.AcceptOnlyFromAmong("arrays", "search");
        var command = new Command("eval", "Run a benchmark and print its tables");
        command.Arguments.Add(Benchmark);
        foreach (var option in (Option[])[Sizes, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent eval arrays", "hwagent eval arrays --size 16", "hwagent eval search");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        if (context.Arguments.GetValue(Benchmark) == "search")
        {
            var searches = SearchBenchmark.Run(message => progress.Report(0, 0, message), cancellation);
            if (context.Json) JsonOutput.Write(context.Output, searches);
            else foreach (var line in SearchBenchmark.Lines(searches)) context.Output.WriteLine(line);
            return ExitCode.Success;
        }

        // Times must be those of the tools, not of the cache, unless a cache is named.
        var temporary = Directory.CreateTempSubdirectory("hwagent-eval-").FullName;
        try
        {
            var named = context.Arguments.GetValue(RunOptions.Cache);
            var benchmark = new ArrayBenchmark(ToolSetup.Create(context, named ?? temporary), message => progress.Report(0, 0, message));
            var rows = await benchmark.RunAsync(context.Arguments.GetRequiredValue(Sizes), cancellation);
            if (context.Json) JsonOutput.Write(context.Output, rows);
            else foreach (var line in ArrayTables.Lines(rows)) context.Output.WriteLine(line);
            return rows.All(r => r.Evaluation.IsCorrect) ? ExitCode.Success : ExitCode.SpecNotMet;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }
}
