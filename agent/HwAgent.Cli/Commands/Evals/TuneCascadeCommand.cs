using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Cascades;
using HwAgent.Evals.Runs;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval tune-cascade</c>: k, l and theta of each model from a recorded validation run.</summary>
internal static class TuneCascadeCommand
{
    private static readonly Argument<string[]> Runs = new("runs") { Description = "Runs of the strategy cascade with --threshold 2, or of sample-rank with one model each, small to large", Arity = ArgumentArity.OneOrMore };

    public static CommandEntry Create()
    {
        var command = new Command("tune-cascade", "Pick solutions, self-tests and thresholds of a cascade from recorded runs; shows accuracy against cost");
        command.Arguments.Add(Runs);
        foreach (var option in (Option[])[EvalOptions.Data, EvalOptions.Jobs, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent eval tune-cascade runs/validation --data verilog-eval");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        var tuning = await EvalErrors.TranslateAsync(() =>
        {
            var run = ValidationRun.Read(context.Arguments.GetRequiredValue(Runs));
            var benchmark = BenchmarkCatalog.Create(run.Benchmark);
            progress.Report(0, 0, "grading recorded answers");
            return new CascadeTuner(benchmark.CreateGrader(ToolSetup.Create(context)), Math.Max(1, context.Arguments.GetValue(EvalOptions.Jobs)))
                .TuneAsync(run, benchmark.Read(context.Arguments.GetRequiredValue(EvalOptions.Data)), cancellation);
        });
        if (context.Json) JsonOutput.Write(context.Output, tuning);
        else context.WriteLines(CascadeTables.Lines(tuning));
        return ExitCode.Success;
    }
}
