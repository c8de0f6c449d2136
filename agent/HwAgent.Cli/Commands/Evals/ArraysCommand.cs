using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Arrays;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval arrays</c>: transformer GEMMs on square arrays.</summary>
internal static class ArraysCommand
{
    private static readonly Option<int[]> Sizes = new("--size") { Description = "Rows and columns of the square arrays; default: 16 and 32", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [16, 32] };

    public static CommandEntry Create()
    {
        var command = new Command("arrays", "Transformer GEMMs on 16x16 and 32x32 arrays: predicted, simulated, synthesised");
        foreach (var option in (Option[])[Sizes, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent eval arrays", "hwagent eval arrays --size 16");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
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
