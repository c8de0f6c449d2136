using System.Text.RegularExpressions;
using HwAgent.Agent.Runs;
using HwAgent.Agent.Solving;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Reports;
using HwAgent.Evals.Results;
using HwAgent.Evals.Runs;
using HwAgent.Evals.Solvers;

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
        else foreach (var line in ResultLines.Of(result, folder)) context.Output.WriteLine(line);
        return result.Complete ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    private async Task<(EvalResult Result, string Folder)> ExecuteAsync(CancellationToken cancellation)
    {
        var arguments = context.Arguments;
        var benchmark = BenchmarkCatalog.Create(benchmarkName);
        using var answers = Answers.Create(context, benchmarkName);
        var problems = ProblemFilter.Apply(benchmark.Read(arguments.GetRequiredValue(EvalOptions.Data)), answers.Settings.Problems);
        var directory = Choose(answers.Settings);
        var tools = ToolSetup.Create(context);
        using var progress = context.CreateProgress();
        var runner = new SampleRunner(directory, benchmark.CreateGrader(tools), answers.Solvers(problems), problem => new RtlTask(problem.Id, problem.Prompt, problem.Module, problem.Header));
        var result = await EvalRun.RunAsync(
            new EvalRequest
            {
                Directory = directory,
                Settings = answers.Settings,
                Problems = problems,
                Models = answers.Models,
                Executor = new LocalExecutor(runner, arguments.GetValue(EvalOptions.Jobs)),
                Resume = arguments.GetValue(EvalOptions.Resume),
                Tools = await tools.VersionsAsync().ConfigureAwait(false),
                Report = (result, samples) => EvalReport.Render(new EvalReportInput(result, samples, Command(answers.Settings), ProductVersion.Current.Number, ProductVersion.Current.Commit ?? "")),
                Progress = (done, total) => progress.Report(done, total, "answers graded"),
            },
            cancellation).ConfigureAwait(false);
        return (result, directory.Path);
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
        words.Add(FormattableString.Invariant($"--seed {settings.Seed}"));
        return string.Join(' ', words);
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+")]
    private static partial Regex Unusual();
}
