using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Core.Diagnostics;
using HwAgent.Core.Integer;
using HwAgent.Evals.Runtime;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval runtime</c>: speed of the integer runtime.</summary>
internal static class RuntimeCommand
{
    private static readonly Option<int[]> Threads = new("--threads") { Description = "Threads of the whole models; comparison and speculation take the last; default: 1 and 2", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2] };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Few, short rounds: an impression, not a measurement" };
    private static readonly Option<string?> Only = new("--only") { Description = "One part: kernels, models, compare (what each step to faster decoding gains) or speculation (what drafts gain)" };

    static RuntimeCommand() => Only.AcceptOnlyFromAmong("kernels", "models", "compare", "speculation");

    public static CommandEntry Create()
    {
        var command = new Command("runtime", "Speed of the integer runtime: decoding, prompts, kernels and speculation, beside the memory's bandwidth");
        foreach (var option in (Option[])[Threads, Quick, Only, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent eval runtime", "hwagent eval runtime --quick --threads 2", "hwagent eval runtime --only speculation --threads 2");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        var threads = context.Arguments.GetRequiredValue(Threads);
        if (threads.Any(count => count is < 1 or > IntegerWorkers.MaxCount))
        {
            throw new CommandException(new Diagnostic(ErrorPrinter.CommandLineTool, DiagnosticSeverity.Error, "threads", $"--threads {string.Join(" ", threads)}: a count is out of range")
            {
                Advice = $"give counts from 1 to {IntegerWorkers.MaxCount}",
            });
        }

        var parts = context.Arguments.GetValue(Only) switch
        {
            "kernels" => RuntimeParts.Kernels,
            "models" => RuntimeParts.Models,
            "compare" => RuntimeParts.Comparison,
            "speculation" => RuntimeParts.Speculation,
            _ => RuntimeParts.All,
        };
        var result = RuntimeBenchmark.Run(parts, threads, context.Arguments.GetValue(Quick), message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, result);
        else context.WriteLines(RuntimeBenchmark.Lines(result));
        return Task.FromResult(ExitCode.Success);
    }
}
