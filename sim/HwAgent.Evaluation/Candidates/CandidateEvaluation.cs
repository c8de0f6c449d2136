using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Search;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Evaluation.Candidates;

/// <summary>A candidate after its checks.</summary>
public sealed record CandidateEvaluation
{
    public required string Id { get; init; }

    public required string Origin { get; init; }

    public required string Rationale { get; init; }

    public required AcceleratorParameters Parameters { get; init; }

    /// <summary>Modules whose RTL was proposed instead of rendered.</summary>
    public required IReadOnlyList<string> ProposedUnits { get; init; }

    /// <summary>Every check that ran, in order; the last one is the first that failed, if any did.</summary>
    public required IReadOnlyList<StageOutcome> Stages { get; init; }

    /// <summary>All checks passed: the design is correct, whether or not it meets the budget.</summary>
    public bool IsCorrect => Stages.Count == Enum.GetValues<Stage>().Length && Stages.All(s => s.Passed);

    /// <summary>Predicted cycles of one pass of the workload.</summary>
    public required long PredictedCycles { get; init; }

    /// <summary>Multiply-accumulates over what the array could have done in those cycles, 0 to 1.</summary>
    public required double Utilisation { get; init; }

    /// <summary>What is known of all other designs on the same array within the memory budget; null when nobody looked.</summary>
    public OptimalityProof? ArrayProof { get; init; }

    public LintSummary? Lint { get; init; }

    public SimulationSummary? Simulation { get; init; }

    public SynthesisSummary? Synthesis { get; init; }

    /// <summary>Null until the candidate is correct.</summary>
    public Score? Score { get; init; }
}
