using HwAgent.Agent.Llm;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Results;

/// <summary>One problem in <c>results.json</c>.</summary>
public sealed record ProblemResult
{
    public required string Id { get; init; }

    public required string Category { get; init; }

    /// <summary>At least one answer passed the benchmark's own rule; null where it could be applied to none.</summary>
    public required bool? Official { get; init; }

    /// <summary>Passed when at least one answer did.</summary>
    public required StrictVerdict Strict { get; init; }

    /// <summary>What became of the first answer that did not pass, in one line; empty when all passed.</summary>
    public required string Reason { get; init; }

    /// <summary>Share of the distinguishable mutants of the reference that the grader rejects; null where it was not measured.</summary>
    public required double? MutationScore { get; init; }

    /// <summary>Answers that passed the benchmark's own rule.</summary>
    public required int OfficialPassed { get; init; }

    /// <summary>Answers that passed ours.</summary>
    public required int StrictPassed { get; init; }

    public required UsageTotals Usage { get; init; }

    public required IReadOnlyList<SampleSummary> Samples { get; init; }
}
