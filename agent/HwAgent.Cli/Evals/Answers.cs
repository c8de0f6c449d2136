using System.CommandLine;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving;
using HwAgent.Agent.Trajectories;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Runs;
using HwAgent.Evals.Repair;
using HwAgent.Evals.Runs;
using HwAgent.Evals.Solvers;

namespace HwAgent.Cli.Evals;

/// <summary>Where the answers of an evaluation come from, as <c>--model</c> and <c>--strategy</c> say.</summary>
/// <param name="Settings">What decides the results.</param>
/// <param name="Models">The language models; empty where none works.</param>
/// <param name="Replayed">The recorded run that is repeated; null for a fresh one.</param>
internal sealed record Answers(EvalSettings Settings, IReadOnlyList<ModelReference> Models, EvalDirectory? Replayed)
{
    /// <summary>Reads the command line, or for a replay the settings of the recorded run.</summary>
    public static Answers Of(CommandContext context, string benchmark)
    {
        var arguments = context.Arguments;
        var model = arguments.GetRequiredValue(EvalOptions.Model);
        if (model.StartsWith(SolverNames.ReplayPrefix, StringComparison.Ordinal)) return Replay(arguments, benchmark, new EvalDirectory(model[SolverNames.ReplayPrefix.Length..]));
        var isFixed = model is ReferenceSolver.Name or EmptyModuleSolver.Name || (model == FaultySolver.Name && benchmark == "repair") || model.StartsWith(SolverNames.FilePrefix, StringComparison.Ordinal);
        var (strategy, given) = (arguments.GetValue(EvalOptions.Strategy), StrategyOptions.Given(arguments));
        if (isFixed && (strategy is not null || given.Count > 0)) throw SpecFiles.Problem(null, $"{model} is no language model, so there is no strategy to choose", "leave --strategy and its options out, or name a model");
        var settings = new EvalSettings
        {
            Benchmark = benchmark,
            Model = model,
            Strategy = isFixed ? SolverNames.None : strategy ?? (benchmark == "repair" ? "loop" : "single"),
            Samples = arguments.GetValue(EvalOptions.Samples),
            Temperature = arguments.GetValue(EvalOptions.Temperature),
            Problems = arguments.GetValue(EvalOptions.Problems),
            Seed = arguments.GetValue(EvalOptions.Seed),
            Calibration = arguments.GetRequiredValue(EvalOptions.Calibration),
            StrategyOptions = given,
        };
        if (settings.Calibration is not (CalibrationLevels.None or CalibrationLevels.Quick or CalibrationLevels.Full)) throw SpecFiles.Problem(null, $"--calibration is {settings.Calibration}", "use quick, full or none");
        if (settings.Samples is < 1 or > 1000) throw SpecFiles.Problem(null, $"--samples is {settings.Samples}", "use 1 to 1000");
        return new Answers(settings, isFixed ? [] : ParseModels(settings), null);
    }

    /// <summary>Those of a run that has begun, for a worker on another machine.</summary>
    public static Answers Of(EvalSettings settings)
    {
        var isFixed = settings.Strategy == SolverNames.None;
        return new Answers(settings, isFixed ? [] : ParseModels(settings), null);
    }

    private static Answers Replay(ParseResult arguments, string benchmark, EvalDirectory recorded)
    {
        var settings = EvalJson.Read<EvalSettings>(recorded.Settings);
        if (settings.Benchmark != benchmark) throw new EvalFileException(recorded.Path, null, $"the recorded run is one of {settings.Benchmark}, not {benchmark}", "name the benchmark and set that it was made with");
        if (!File.Exists(recorded.Trajectory)) throw new EvalFileException(recorded.Trajectory, null, "the recorded run is not finished", "go on with it with --resume, then replay it");
        foreach (var option in (Option[])[EvalOptions.Strategy, EvalOptions.Samples, EvalOptions.Temperature, EvalOptions.Problems, EvalOptions.Seed, EvalOptions.Calibration, .. StrategyOptions.All])
        {
            if (arguments.GetResult(option) is { Implicit: false }) throw SpecFiles.Problem(null, $"{option.Name} cannot be given with a replay", "a replay repeats the recorded run with its own settings; leave the option out");
        }

        // Without a language model there is nothing to replay but the run itself.
        return settings.Strategy == SolverNames.None ? Of(settings) : new Answers(settings, [new ModelReference(ModelKind.Replay, recorded.Trajectory)], recorded);
    }

    /// <summary>The answers that the run may give; null: all.</summary>
    public Func<SampleJob, bool>? Includes()
    {
        if (Replayed is null) return null;
        var recorded = RunTrajectory.Recorded(TrajectoryReader.Read(Replayed.Trajectory));
        return job => recorded.Contains((job.Problem.Id, job.Sample));
    }

    private static IReadOnlyList<ModelReference> ParseModels(EvalSettings settings)
    {
        IReadOnlyList<ModelReference> models;
        try
        {
            models = ModelReference.Parse(settings.Model);
        }
        catch (FormatException e)
        {
            throw SpecFiles.Problem(null, e.Message, "or use reference, null, file:DIR or replay:RUN");
        }

        if (!SolverFactory.Strategies.Contains(settings.Strategy)) throw SpecFiles.Problem(null, $"--strategy is {settings.Strategy}", "use " + string.Join(", ", SolverFactory.Strategies));
        if (models.Count > 1 && settings.Strategy != "cascade") throw SpecFiles.Problem(null, $"--strategy {settings.Strategy} takes one model, and {models.Count} are named", "name one, or use --strategy cascade");
        return models;
    }
}
