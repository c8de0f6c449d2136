using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Evals.Search;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval search</c>: speed of the expert search.</summary>
internal static class SearchCommand
{
    public static CommandEntry Create()
    {
        var command = new Command("search", "Speed of the expert search on one thread and on two");
        command.Options.Add(CommonOptions.Json);
        return CommandEntry.Create(command, Run, "hwagent eval search");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        var searches = SearchBenchmark.Run(message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, searches);
        else context.WriteLines(SearchBenchmark.Lines(searches));
        return Task.FromResult(ExitCode.Success);
    }
}
