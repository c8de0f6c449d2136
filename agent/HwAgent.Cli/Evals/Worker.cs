using System.Globalization;
using HwAgent.Agent.Llm;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Runs;
using HwAgent.Toolchain.Clusters;

namespace HwAgent.Cli.Evals;

/// <summary>One task of a job array: works on its slice of a run that another process has begun.</summary>
internal static class Worker
{
    /// <summary>The command line of a task.</summary>
    public static IReadOnlyList<string> Command(CommandContext context, EvalDirectory directory)
    {
        var arguments = context.Arguments;
        var program = Environment.ProcessPath!;
        List<string> words = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [program];
        words.AddRange(["eval", "work", "--out", Path.GetFullPath(directory.Path), "--data", Path.GetFullPath(arguments.GetRequiredValue(EvalOptions.Data)), "--slice", SlurmScript.TaskPlaceholder, "--quiet"]);
        if (arguments.GetValue(RunOptions.Cache) is { } cache) words.AddRange(["--cache", Path.GetFullPath(cache)]);
        if (arguments.GetValue(RunOptions.UnsafeNoSandbox)) words.Add("--unsafe-no-sandbox");
        var budget = RunOptions.Budget(arguments);
        if (budget.MaxRequests is { } requests) words.AddRange(["--max-requests", Text(requests)]);
        if (budget.MaxTokens is { } tokens) words.AddRange(["--max-tokens", Text(tokens)]);
        if (budget.MaxCostUsd is { } cost) words.AddRange(["--max-cost", Text(cost)]);
        return words;
    }

    /// <summary>Works on a slice.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="slice">Its number.</param>
    /// <param name="cancellation">Ends the work; finished answers stay.</param>
    public static async Task<ExitCode> RunAsync(CommandContext context, int slice, CancellationToken cancellation)
    {
        var directory = new EvalDirectory(context.Arguments.GetValue(EvalOptions.Out) ?? throw SpecFiles.Problem(null, "--out is missing", "this command is started by --executor slurm"));
        var settings = EvalJson.Read<EvalSettings>(directory.Settings);
        var list = EvalJson.Read<WorkList>(directory.WorkList);
        var benchmark = BenchmarkCatalog.Create(settings.Benchmark);
        var problems = benchmark.Read(context.Arguments.GetRequiredValue(EvalOptions.Data));
        var jobs = list.Slice(slice, problems, directory.WorkList);
        if (jobs.Count == 0) return ExitCode.Success;
        var tools = ToolSetup.Create(context);
        var grader = benchmark.CreateGrader(tools);
        using var solvers = AnswerSolvers.Create(context, Answers.Of(settings), problems, grader, tools, Share(RunOptions.Budget(context.Arguments), list.Slices));
        var finished = 0;
        await new LocalExecutor(new SampleRunner(directory, grader, solvers.Source, BenchmarkCatalog.TaskOf(benchmark)), 1)
            .ExecuteAsync(jobs, _ => finished++, cancellation).ConfigureAwait(false);
        return finished == jobs.Count ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    /// <summary>Tasks do not know of each other, so each may spend its share of the budget and no more.</summary>
    private static LlmBudget Share(LlmBudget budget, int slices) => budget with
    {
        MaxRequests = budget.MaxRequests is { } requests ? Math.Max(1, requests / slices) : null,
        MaxTokens = budget.MaxTokens / slices,
        MaxCostUsd = budget.MaxCostUsd / slices,
    };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
