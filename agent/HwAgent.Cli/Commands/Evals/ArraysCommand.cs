using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;
using HwAgent.Cli.Runs;
using HwAgent.Cli.Terminal;
using HwAgent.Evals.Arrays;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval arrays</c>: transformer GEMMs on square arrays; or random products on random arrays, predicted and simulated.</summary>
internal static class ArraysCommand
{
    private static readonly Option<int[]> Sizes = new("--size") { Description = "Rows and columns of the square arrays; default: 16 and 32", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [16, 32] };
    private static readonly Option<int?> Random = new("--random") { Description = "Instead: so many random products on random arrays, cycles and bytes predicted and simulated" };
    private static readonly Option<int> PerArray = new("--per-array") { Description = "Random products that each random array runs", DefaultValueFactory = _ => 50 };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Of the random products", DefaultValueFactory = _ => 1UL };
    private static readonly Option<string> Out = new("--out") { Description = "File of the random products, a JSON line each; a run that finds its own goes on with it", DefaultValueFactory = _ => "agreement.jsonl" };

    public static CommandEntry Create()
    {
        var command = new Command("arrays", "Transformer GEMMs on 16x16 and 32x32 arrays: predicted, simulated, synthesised");
        foreach (var option in (Option[])[Sizes, Random, PerArray, Seed, Out, RunOptions.UnsafeNoSandbox, RunOptions.Cache, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent eval arrays", "hwagent eval arrays --size 16", "hwagent eval arrays --random 5000 --seed 1 --out agreement.jsonl");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        // Times must be those of the tools, not of the cache, unless a cache is named.
        var temporary = Directory.CreateTempSubdirectory("hwagent-eval-").FullName;
        try
        {
            var cache = context.Arguments.GetValue(RunOptions.Cache) ?? temporary;
            if (context.Arguments.GetValue(Random) is { } products) return await AgreeAsync(context, products, cache, progress, cancellation).ConfigureAwait(false);
            var benchmark = new ArrayBenchmark(ToolSetup.Create(context, cache), message => progress.Report(0, 0, message));
            var rows = await benchmark.RunAsync(context.Arguments.GetRequiredValue(Sizes), cancellation).ConfigureAwait(false);
            if (context.Json) JsonOutput.Write(context.Output, rows);
            else context.WriteLines(ArrayTables.Lines(rows));
            return rows.All(r => r.Evaluation.IsCorrect) ? ExitCode.Success : ExitCode.SpecNotMet;
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static async Task<ExitCode> AgreeAsync(CommandContext context, int products, string cache, ProgressReporter progress, CancellationToken cancellation)
    {
        var perArray = context.Arguments.GetValue(PerArray);
        if (products < 1) throw SpecFiles.Problem(null, $"--random is {products}", "use 1 or more");
        if (perArray is < 1 or > AgreementPlan.MostProductsPerAccelerator) throw SpecFiles.Problem(null, $"--per-array is {perArray}", $"use 1 to {AgreementPlan.MostProductsPerAccelerator}");
        var plan = new AgreementPlan(context.Arguments.GetValue(Seed), perArray, ProductVersion.Current.ToString());
        var benchmark = new AgreementBenchmark(ToolSetup.Create(context, cache), done => progress.Report(done, products, "random products simulated"));
        var summary = await EvalErrors.TranslateAsync(() => benchmark.RunAsync(plan, products, context.Arguments.GetRequiredValue(Out), cancellation)).ConfigureAwait(false);
        if (context.Json) JsonOutput.Write(context.Output, summary);
        else context.WriteLines(summary.Lines());
        return summary.Agrees ? ExitCode.Success : ExitCode.SpecNotMet;
    }
}
