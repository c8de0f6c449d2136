using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;
using HwAgent.Cli.Runs;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval work</c>: one task of a job array; <c>--executor slurm</c> starts it, nobody types it.</summary>
internal static class WorkCommand
{
    private static readonly Option<int> Slice = new("--slice") { Description = "Number of the slice", Required = true };

    public static CommandEntry Create()
    {
        var command = new Command("work", "Work on one slice of an evaluation") { Hidden = true };
        foreach (var option in (Option[])[EvalOptions.Data, EvalOptions.Out, Slice, .. RunOptions.All]) command.Options.Add(option);
        return CommandEntry.Create(command, (context, cancellation) => EvalErrors.TranslateAsync(() => Worker.RunAsync(context, context.Arguments.GetValue(Slice), cancellation)));
    }
}
