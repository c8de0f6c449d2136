using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Hosting;
using HwAgent.Cli.Runs;
using HwAgent.Core.Diagnostics;
using HwAgent.Evals.Repair;
using HwAgent.Evals.Runs;
using HwAgent.Evals.Solvers;
using HwAgent.Evaluation.Grading;
using HwAgent.Toolchain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HwAgent.Cli.Evals;

/// <summary>Makes the solvers of an evaluation; keeps the host that language models need alive.</summary>
internal sealed class AnswerSolvers : IDisposable
{
    private readonly IHost? host;

    private AnswerSolvers(IHost? host, SolverSource source) => (this.host, Source) = (host, source);

    public SolverSource Source { get; }

    /// <param name="context">The command line.</param>
    /// <param name="answers">What it says of models.</param>
    /// <param name="problems">The problems picked.</param>
    /// <param name="grader">Judges for <c>--feedback benchmark</c>.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="budget">What the models may use, all together.</param>
    public static AnswerSolvers Create(CommandContext context, Answers answers, IReadOnlyList<RtlProblem> problems, IRtlGrader grader, RtlTools tools, LlmBudget budget)
    {
        if (answers.Models.Count == 0) return new AnswerSolvers(null, Fixed(answers.Settings.Model, problems));
        var builder = HostBuilders.Create(context, new Dictionary<string, string?>(), Directory.GetCurrentDirectory());
        builder.Services.AddHwAgentLlm(builder.Configuration);
        var host = builder.Build();
        try
        {
            return new AnswerSolvers(host, Live(answers, problems, grader, tools, budget, host.Services.GetRequiredService<ChatModelFactory>()));
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public void Dispose() => host?.Dispose();

    private static SolverSource Live(Answers answers, IReadOnlyList<RtlProblem> problems, IRtlGrader grader, RtlTools tools, LlmBudget budget, ChatModelFactory factory)
    {
        var settings = answers.Settings;
        var models = new SampleModels(factory, answers.Models, new UsageLedger(TimeProvider.System), budget);
        var options = StrategyOptions.Of(settings);
        if (settings.StrategyOptions.TryGetValue("feedback", out var feedback) && feedback == StrategyOptions.BenchmarkFeedback) options = options with { Benchmark = Judge(problems, grader) };
        var solvers = new SolverFactory(tools, PromptLibrary.LoadDefault(), TimeProvider.System);
        // What is wrong with keys, prices and options is said before the first answer.
        var probe = models.For(problems[0].Id, 0, null);
        if (SolverFactory.Problem(settings.Strategy, probe, options) is { } problem) throw SpecFiles.Problem(null, problem, "see `hwagent eval verilogeval --help`");
        return new SolverSource(models.Names, session => solvers.Create(
            settings.Strategy, models.For(session.Job.Problem.Id, session.Job.Sample, session.Trajectory, session.Recorded), options, session.Trajectory));
    }

    /// <summary>The golden testbench as a judge of turns.</summary>
    private static Func<RtlTask, string, CancellationToken, Task<IReadOnlyList<Diagnostic>>> Judge(IReadOnlyList<RtlProblem> problems, IRtlGrader grader)
    {
        var byId = problems.ToDictionary(problem => problem.Id, StringComparer.Ordinal);
        return async (task, code, cancellation) =>
        {
            var grade = await grader.GradeAsync(byId[task.Id], code, cancellation).ConfigureAwait(false);
            if (grade.Strict == StrictVerdict.Passed) return [];
            if (grade.Diagnostics.Any(finding => finding.Severity == DiagnosticSeverity.Error)) return grade.Diagnostics;
            return [new Diagnostic("benchmark", DiagnosticSeverity.Error, "benchmark.failed", $"The testbench fails: {grade.Mismatches} of {grade.Samples} samples differ from the reference."), .. grade.Diagnostics];
        };
    }

    private static SolverSource Fixed(string model, IReadOnlyList<RtlProblem> problems)
    {
        if (model == ReferenceSolver.Name) return new SolverSource([], session => new ReferenceSolver(session.Job.Problem));
        if (model == EmptyModuleSolver.Name) return new SolverSource([], session => new EmptyModuleSolver(session.Job.Problem));
        if (model == FaultySolver.Name) return new SolverSource([], _ => new FaultySolver());
        var folder = model[SolverNames.FilePrefix.Length..];
        if (!Directory.Exists(folder)) throw new EvalFileException(folder, null, "there is no such folder", "file: names a folder with PROBLEM/PROBLEM_sample01.sv or PROBLEM.sv");
        if (!problems.Any(problem => SampleFileSolver.Find(folder, problem.Id, 0) is not null))
        {
            var first = problems[0].Id;
            throw new EvalFileException(folder, null, "the folder holds no answer to any of the problems", $"a file is called {first}/{SampleJob.SampleName(first, 0)}.sv or {first}.sv");
        }

        return new SolverSource([], _ => new SampleFileSolver(folder));
    }
}
