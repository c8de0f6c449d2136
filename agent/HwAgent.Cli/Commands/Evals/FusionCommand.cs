using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Evals.Fusion;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval fusion</c>: what fusing operators saves.</summary>
internal static class FusionCommand
{
    public static CommandEntry Create()
    {
        var command = new Command("fusion", "Off-chip traffic, cycles and energy of whole models with fused operators and without");
        command.Options.Add(CommonOptions.Json);
        return CommandEntry.Create(command, Run, "hwagent eval fusion");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        var rows = FusionBenchmark.Run(message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else context.WriteLines(FusionBenchmark.Lines(rows));
        return Task.FromResult(ExitCode.Success);
    }
}
