using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Cascades;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Solving;

/// <summary>
/// Makes solvers. One for each sample, with models and a trajectory of its own (see <see cref="SampleModels"/>), lets samples run in
/// parallel and be repeated in any order; without a trajectory one solver may serve any number of tasks at once.
/// </summary>
/// <param name="tools">Tools, sandbox and cache; shared by all.</param>
/// <param name="prompts">The prompts; shared by all.</param>
/// <param name="clock">For the ledgers.</param>
public sealed class SolverFactory(RtlTools tools, PromptLibrary prompts, TimeProvider clock)
{
    /// <summary>The strategies, plain ones first.</summary>
    public static IReadOnlyList<string> Strategies { get; } = ["single", "loop", "sample-rank", "cascade"];

    /// <summary>A solver.</summary>
    /// <param name="strategy">One of <see cref="Strategies"/>.</param>
    /// <param name="models">Small to large; more than one for <c>cascade</c> only.</param>
    /// <param name="options">How to work; null for the usual.</param>
    /// <param name="trajectory">Where the solver's own events go, best the one that the models record into; null: nowhere.</param>
    /// <exception cref="ArgumentException">Strategy, models and options do not go together; the message says why.</exception>
    public ISolver Create(string strategy, IReadOnlyList<IChatModel> models, SolverOptions? options = null, TrajectoryWriter? trajectory = null)
    {
        options ??= new SolverOptions();
        if (Problem(strategy, models, options) is { } problem) throw new ArgumentException(problem);
        var context = new SolverContext(strategy, models, options, tools, new TaskPrompts(prompts), trajectory, clock);
        return strategy switch
        {
            "single" => new SamplingSolver(context, [new CascadeStage(1, 0, 0)], checks: false),
            "loop" => new RepairSolver(context),
            "sample-rank" => new SamplingSolver(context, [new CascadeStage(options.Solutions, options.SelfTests, 0)], checks: true),
            _ => new SamplingSolver(context, options.Stages.Count > 0 ? options.Stages : [.. models.Select(_ => new CascadeStage(options.Solutions, options.SelfTests, options.Threshold))], checks: true),
        };
    }

    /// <summary>Why a solver cannot be made, or null.</summary>
    public static string? Problem(string strategy, IReadOnlyList<IChatModel> models, SolverOptions options) =>
        !Strategies.Contains(strategy) ? $"There is no strategy '{strategy}'; there are {string.Join(", ", Strategies)}."
        : models.Count == 0 ? "Give at least one model."
        : strategy != "cascade" && models.Count > 1 ? $"The strategy {strategy} takes one model, not {models.Count}; several are for cascade."
        : models.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count() < models.Count ? "One model is given twice."
        : strategy == "cascade" && options.Stages.Count > 0 && options.Stages.Count != models.Count ? $"The cascade has {options.Stages.Count} stages for {models.Count} models; give one for each."
        : strategy != "loop" && options.Benchmark is not null ? $"Only the strategy loop can be judged by the benchmark's testbench, not {strategy}."
        : options.Problem();
}
