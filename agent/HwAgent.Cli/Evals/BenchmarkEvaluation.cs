using System.Text.RegularExpressions;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Runs;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Cli.Terminal;
using HwAgent.Evals.Calibrations;
using HwAgent.Evals.Reports;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using HwAgent.Evals.Solvers;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;
using HwAgent.Toolchain.Clusters;

namespace HwAgent.Cli.Evals;

/// <summary>One evaluation on behalf of a command.</summary>
/// <param name="context">The command line.</param>
/// <param name="benchmarkName">Name of the benchmark, e.g. <c>verilogeval/spec-to-rtl</c>.</param>
internal sealed partial class BenchmarkEvaluation(CommandContext context, string benchmarkName)
{
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        var (result, folder) = await EvalErrors.TranslateAsync(() => ExecuteAsync(cancellation)).ConfigureAwait(false);
        if (context.Json) context.Output.Write(EvalJson.Write(result));
        else context.WriteLines(ResultLines.Of(result, folder));
        return result.Complete ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    private async Task<(EvalResult Result, string Folder)> ExecuteAsync(CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var tools = ToolSetup.Create(context);
        // The tools are asked for their versions while the data is read.
        var versions = tools.VersionsAsync();
        var benchmark = BenchmarkCatalog.Create(benchmarkName);
        var answers = Answers.Of(context, benchmarkName);
        var problems = ProblemFilter.Apply(benchmark.Read(arguments.GetRequiredValue(EvalOptions.Data)), answers.Settings.Problems);
        var directory = Choose(answers.Settings);
        var grader = benchmark.CreateGrader(tools);
        using var progress = context.CreateProgress();
        var request = new EvalRequest
        {
            Directory = directory,
            Settings = answers.Settings,
            Problems = problems,
            Includes = answers.Includes(),
            Resume = arguments.GetValue(EvalOptions.Resume),
            Tools = await versions.ConfigureAwait(false),
            Calibrate = Calibration(tools, grader, problems, answers.Settings, await versions.ConfigureAwait(false), progress),
            Report = (result, samples) => EvalReport.Render(new EvalReportInput(result, samples, Command(answers.Settings), ProductVersion.Current.Number, ProductVersion.Current.Commit ?? "")),
        };
        using var solvers = AnswerSolvers.Create(context, answers, problems, grader, tools, Budget(request));
        var runner = new SampleRunner(directory, grader, solvers.Source, BenchmarkCatalog.TaskOf(benchmark));
        var result = await EvalRun.RunAsync(
            request with { Models = solvers.Source.Models, Executor = CreateExecutor(runner, directory, answers, progress), Progress = (done, total) => progress.Report(done, total, "answers graded") },
            cancellation).ConfigureAwait(false);
        return (result, directory.Path);
    }

    private Func<CancellationToken, Task<Calibration>>? Calibration(
        RtlTools tools, IRtlGrader grader, IReadOnlyList<RtlProblem> problems, EvalSettings settings, IReadOnlyDictionary<string, string> versions, ProgressReporter progress)
    {
        if (CalibrationLevels.Options(settings.Calibration, settings.Seed, context.Arguments.GetValue(EvalOptions.Jobs)) is not { } options) return null;
        // Without a sandbox there is no official verdict on what the policy refuses.
        var machine = new Dictionary<string, string>(versions) { ["sandbox"] = tools.Sandbox.IsProtecting ? "on" : "off" };
        var store = new CalibrationStore(Path.Combine(ToolSetup.CacheFolder(context), "calibrations"));
        return cancellation => store.GetAsync(settings.Benchmark, problems, options, machine, () =>
        {
            progress.Report(0, 0, "calibrating the grader");
            return new Calibrator(tools, grader, options).RunAsync(settings.Benchmark, problems, cancellation);
        });
    }

    /// <summary>A resumed run goes on with what its finished answers left of the cost limit.</summary>
    private LlmBudget Budget(EvalRequest request)
    {
        var budget = RunOptions.Budget(context.Arguments);
        return budget.MaxCostUsd is { } most ? budget with { MaxCostUsd = Math.Max(0, most - EvalRun.SpentUsd(request)) } : budget;
    }

    private ISampleExecutor CreateExecutor(SampleRunner runner, EvalDirectory directory, Answers answers, ProgressReporter progress)
    {
        var jobs = context.Arguments.GetValue(EvalOptions.Jobs);
        if (jobs < 1) throw SpecFiles.Problem(null, $"--jobs is {jobs}", "use 1 or more");
        return context.Arguments.GetValue(EvalOptions.Executor) switch
        {
            "local" => new LocalExecutor(runner, jobs),
            "slurm" when answers.Replayed is not null => throw SpecFiles.Problem(null, "a replay needs no cluster", "leave --executor out"),
            "slurm" => new SlurmExecutor(SlurmClient.Create(), directory, Worker.Command(context, directory), jobs, [.. (context.Arguments.GetValue(EvalOptions.Sbatch) ?? []).Select(option => "--" + option)], progress.WriteLine),
            var other => throw SpecFiles.Problem(null, $"--executor is {other}", "use local or slurm"),
        };
    }

    private EvalDirectory Choose(EvalSettings settings)
    {
        var (path, resume) = (context.Arguments.GetValue(EvalOptions.Out), context.Arguments.GetValue(EvalOptions.Resume));
        if (path is not null) return new EvalDirectory(path);
        var name = Unusual().Replace($"{settings.Benchmark}-{settings.Model}", "-");
        if (!resume) return new EvalDirectory(RunDirectory.Free("runs", name).Path);
        return RunDirectory.Latest("runs", name) is { } latest
            ? new EvalDirectory(latest.Path)
            : throw new EvalFileException(Path.Combine("runs", name), null, "there is no run to go on with", "start it without --resume, or name its directory with --out");
    }

    /// <summary>The command as one would type it again; where the data lies is each machine's own affair.</summary>
    private static string Command(EvalSettings settings)
    {
        var parts = settings.Benchmark.Split('/', 2);
        var words = new List<string> { "hwagent eval", parts[0], "--data DIR" };
        if (parts.Length > 1) words.Add("--set " + parts[1]);
        words.Add("--model " + settings.Model);
        if (settings.Strategy != SolverNames.None) words.Add("--strategy " + settings.Strategy);
        if (settings.Samples > 1) words.Add(FormattableString.Invariant($"--samples {settings.Samples}"));
        if (settings.Temperature is { } temperature) words.Add(FormattableString.Invariant($"--temperature {temperature}"));
        if (settings.Problems is { } problems) words.Add($"--problems '{problems}'");
        words.AddRange(settings.StrategyOptions.Select(option => $"--{option.Key} '{option.Value}'"));
        words.Add("--calibration " + settings.Calibration);
        words.Add(FormattableString.Invariant($"--seed {settings.Seed}"));
        return string.Join(' ', words);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Unusual();
}
