using System.CommandLine;
using System.Diagnostics;
using HwAgent.Cli.Cascades;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Generation;
using HwAgent.Cli.Runs;
using HwAgent.Core.Cascades;
using HwAgent.Core.Integer;
using HwAgent.Toolchain.Sandboxing;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent cascade</c>: goes on with a text, by the smallest model whose answer passes its self-tests. Standard output gets the text and nothing else.</summary>
public static class CascadeCommand
{
    private static readonly Argument<string> Spec = new("cascade") { Description = "The cascade, a YAML file: models, thresholds, self-tests; see examples/cascades/" };
    private static readonly Option<string> Prompt = new("--prompt") { Description = "The text to go on with; may be empty", Required = true };
    private static readonly Option<int> Tokens = new("--tokens") { Description = "Tokens of an answer at most", DefaultValueFactory = _ => 256 };

    public static CommandEntry Create()
    {
        var command = new Command("cascade", "Go on with a text by models from small to large, until an answer passes its self-tests");
        command.Arguments.Add(Spec);
        foreach (var option in (Option[])[Prompt, Tokens, ModelOptions.Seed, ModelOptions.Threads, RunOptions.UnsafeNoSandbox, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, RunAsync, "hwagent cascade examples/cascades/json.yaml --prompt '{\"name\": '", "hwagent cascade my.yaml --prompt 'def add(a, b):' --seed 7 --json");
    }

    private static async Task<ExitCode> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var (tokens, threads, seed) = (arguments.GetValue(Tokens), arguments.GetValue(ModelOptions.Threads), arguments.GetValue(ModelOptions.Seed));
        if (tokens < 1) throw ModelErrors.Option("--tokens", $"{tokens} tokens are none", "give at least 1");
        if (threads is < 1 or > IntegerWorkers.MaxCount) throw ModelErrors.Option("--threads", $"{threads} is no count of threads", $"give 1 to {IntegerWorkers.MaxCount}");
        var file = CascadeFile.Read(arguments.GetRequiredValue(Spec));
        var selfTests = SelfTests.Create(file, new Sandbox(arguments.GetValue(RunOptions.UnsafeNoSandbox)));
        var clock = Stopwatch.StartNew();
        var prompt = arguments.GetValue(Prompt)!;
        var result = await AskAsync(context, file, selfTests, prompt, tokens, seed, cancellation);

        var report = new CascadeReport
        {
            Cascade = file.Path, Prompt = prompt, Text = result.Answer, Model = result.Model, Score = result.Score,
            ReachedThreshold = result.Decisions.Last(decision => decision.Model == result.Model).Threshold <= result.Score,
            Sampling = file.Spec.Sampling, Seed = seed, CostUnit = file.Spec.Cost, Cost = result.Cost, Decisions = result.Decisions, Seconds = clock.Elapsed.TotalSeconds,
        };
        if (context.Json) JsonOutput.Write(context.Output, report);
        else Print(context, report);
        return ExitCode.Success;
    }

    private static async Task<CascadeResult> AskAsync(
        CommandContext context, CascadeFile file, IReadOnlyList<ISelfTest> selfTests, string prompt, int tokens, ulong seed, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        using var models = new StageModels(context, file, tokens);
        var stages = file.Spec.Stages;
        CascadeModel[] cascade = [.. stages.Select((stage, i) => models.Create(stage, () => progress.Report(0, 0, $"model {i + 1} of {stages.Count}: {stage.Name}")))];
        return await new Cascade(cascade, selfTests).RunAsync(prompt, seed, cancellation);
    }

    private static void Print(CommandContext context, CascadeReport report)
    {
        context.Output.Write(report.Text);
        // A file gets the text alone; on a terminal the next line must not begin behind it.
        if (context.CreateConsole().Profile.Out.IsTerminal) context.Output.WriteLine();
        context.Output.Flush();
        if (context.Quiet) return;
        foreach (var line in report.Lines()) context.Error.WriteLine(ErrorPrinter.Printable(line));
    }
}
