using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;
using HwAgent.Evals.Comparisons;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval compare</c>: runs of one benchmark, paired by problem.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> Runs = new("runs") { Description = "Run directories, the one to compare against first", Arity = new ArgumentArity(2, 100) };

    public static CommandEntry Create()
    {
        var command = new Command("compare", "Compare runs problem by problem: pass@k with intervals, won and lost, McNemar's test, cost");
        command.Arguments.Add(Runs);
        command.Options.Add(CommonOptions.Json);
        return CommandEntry.Create(command, RunAsync, "hwagent eval compare runs/single runs/loop");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var comparison = await EvalErrors.TranslateAsync(() => Task.FromResult(RunsComparison.Read(context.Arguments.GetRequiredValue(Runs))));
        if (context.Json) JsonOutput.Write(context.Output, comparison);
        else context.WriteLines(ComparisonTables.Lines(comparison));
        return ExitCode.Success;
    }
}
