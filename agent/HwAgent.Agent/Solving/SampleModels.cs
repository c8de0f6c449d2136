using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;

namespace HwAgent.Agent.Solving;

/// <summary>
/// The models of a run over many samples: one ledger and one budget for all, and for each sample models of its own that record into the
/// sample's trajectory. A replay gives each sample the answers recorded for it, so samples may be repeated in parallel and in any order.
/// Safe to call from several threads.
/// </summary>
public sealed class SampleModels
{
    private readonly ChatModelFactory _factory;
    private readonly IReadOnlyList<ModelReference> _cascade;
    private readonly UsageLedger _ledger;
    private readonly LlmBudget _budget;
    private readonly Trajectory? _replayed;
    private readonly IReadOnlyDictionary<(string Problem, int Sample), Trajectory> _samples;

    /// <param name="factory">Makes the models.</param>
    /// <param name="cascade">Small to large; or one replay, whose file is the whole run's trajectory (see <see cref="SampleTrajectories"/>) or one sample's.</param>
    /// <param name="ledger">Adds up what all samples use.</param>
    /// <param name="budget">What all samples together may use. In a replay it is not looked at: the recording says where a budget was spent.</param>
    /// <exception cref="FileNotFoundException">The trajectory to replay does not exist.</exception>
    /// <exception cref="TrajectoryFormatException">It is damaged.</exception>
    /// <exception cref="ModelConfigurationException">It is the trajectory of a run without an LLM.</exception>
    public SampleModels(ChatModelFactory factory, IReadOnlyList<ModelReference> cascade, UsageLedger ledger, LlmBudget budget)
    {
        (_factory, _cascade, _ledger, _budget) = (factory, cascade, ledger, budget);
        _replayed = cascade is [{ Kind: ModelKind.Replay } replay] ? TrajectoryReader.Read(replay.Name) : null;
        _samples = _replayed is null ? new Dictionary<(string, int), Trajectory>() : SampleTrajectories.Split(_replayed);
        Names = _replayed is null ? [.. cascade.Select(r => r.ToString())] : [.. new ReplayTape(_replayed).Models];
        if (Names.Count == 0) throw new ModelConfigurationException($"'{_replayed!.Path}' holds no replies of a model; it is the trajectory of a run without an LLM.");
    }

    /// <summary>Names of the models, small to large; those of the recorded run in a replay.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The models for one sample.</summary>
    /// <param name="problem">The problem's name in its benchmark.</param>
    /// <param name="sample">0-based number of the try.</param>
    /// <param name="trajectory">The sample's own record; null: nothing is recorded.</param>
    /// <param name="interrupted">What was recorded of this sample before the run was interrupted, so that nothing is paid for twice; null for a new sample.</param>
    /// <exception cref="ModelConfigurationException">A key, an endpoint or a price that is needed is missing.</exception>
    public IReadOnlyList<IChatModel> For(string problem, int sample, TrajectoryWriter? trajectory, Trajectory? interrupted = null)
    {
        if (_replayed is null) return _factory.Create(_cascade, new LlmSession(_ledger, _budget, trajectory, interrupted));
        // A sample that was not recorded finds an empty tape, and says so when it asks.
        var own = _samples.GetValueOrDefault((problem, sample), _replayed with { Events = [] });
        return _factory.Replay(new ReplayTape(own), Names, new LlmSession(_ledger, LlmBudget.Unlimited, trajectory));
    }
}
