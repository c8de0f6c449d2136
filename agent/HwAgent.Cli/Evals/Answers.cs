using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Runs;
using HwAgent.Evals.Solvers;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Cli.Evals;

/// <summary>Where the answers of an evaluation come from, as <c>--model</c> and <c>--strategy</c> say.</summary>
internal sealed class Answers : IDisposable
{
    private Answers(EvalSettings settings, IReadOnlyList<string> models, Func<IReadOnlyList<RtlProblem>, SolverSource> solvers)
    {
        Settings = settings;
        Models = models;
        Solvers = solvers;
    }

    public EvalSettings Settings { get; }

    /// <summary>Names of the language models; empty where none works.</summary>
    public IReadOnlyList<string> Models { get; }

    public Func<IReadOnlyList<RtlProblem>, SolverSource> Solvers { get; }

    public static Answers Create(CommandContext context, string benchmark)
    {
        var arguments = context.Arguments;
        var model = arguments.GetRequiredValue(EvalOptions.Model);
        var settings = new EvalSettings
        {
            Benchmark = benchmark,
            Model = model,
            Strategy = SolverNames.None,
            Samples = arguments.GetValue(EvalOptions.Samples),
            Temperature = arguments.GetValue(EvalOptions.Temperature),
            Problems = arguments.GetValue(EvalOptions.Problems),
            Seed = arguments.GetValue(EvalOptions.Seed),
        };
        if (settings.Samples is < 1 or > 1000) throw SpecFiles.Problem(null, $"--samples is {settings.Samples}", "use 1 to 1000");
        if (FixedSolvers(model) is not { } solvers) throw SpecFiles.Problem(null, $"--model is {model}", "use reference, null or file:DIR");
        if (arguments.GetValue(EvalOptions.Strategy) is { } strategy) throw SpecFiles.Problem(null, $"--strategy {strategy} needs a language model, and {model} is none", "leave --strategy out, or name a model");
        return new Answers(settings, [], solvers);
    }

    public void Dispose()
    {
    }

    /// <summary>The sources that need no language model; null when the model is one.</summary>
    private static Func<IReadOnlyList<RtlProblem>, SolverSource>? FixedSolvers(string model)
    {
        if (model == ReferenceSolver.Name) return _ => new SolverSource([], session => new ReferenceSolver(session.Job.Problem));
        if (model == EmptyModuleSolver.Name) return _ => new SolverSource([], session => new EmptyModuleSolver(session.Job.Problem));
        if (!model.StartsWith(SolverNames.FilePrefix, StringComparison.Ordinal)) return null;
        var folder = model[SolverNames.FilePrefix.Length..];
        return problems =>
        {
            if (!Directory.Exists(folder)) throw new EvalFileException(folder, null, "there is no such folder", "file: names a folder with PROBLEM/PROBLEM_sample01.sv or PROBLEM.sv");
            if (!problems.Any(problem => SampleFileSolver.Find(folder, problem.Id, 0) is not null))
                throw new EvalFileException(folder, null, "the folder holds no answer to any of the problems", $"a file is called {problems[0].Id}/{SampleJob.SampleName(problems[0].Id, 0)}.sv or {problems[0].Id}.sv");
            return new SolverSource([], _ => new SampleFileSolver(folder));
        };
    }
}
