using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Results;

/// <summary>One answer in <c>results.json</c>; its code and diagnostics are in <c>samples/</c>.</summary>
public sealed record SampleSummary
{
    /// <summary>1-based, as in the names of the files.</summary>
    public required int Sample { get; init; }

    /// <summary>Null where the benchmark's own rule could not be applied safely.</summary>
    public required bool? Official { get; init; }

    public required string OfficialReason { get; init; }

    public required StrictVerdict Strict { get; init; }

    public required RtlOutcome Outcome { get; init; }

    /// <summary>The first finding, in one line; empty for an answer that passed.</summary>
    public required string Reason { get; init; }

    public required string Simulator { get; init; }

    /// <summary>Samples of the simulation that were compared.</summary>
    public required int Compared { get; init; }

    public required int Mismatches { get; init; }

    /// <summary>Turns of the solver.</summary>
    public required int Turns { get; init; }

    public required StopReason StopReason { get; init; }

    /// <summary>Whose code was handed in.</summary>
    public required string Model { get; init; }

    public required UsageTotals Usage { get; init; }

    /// <summary>Trouble with endpoints and replies, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Trouble { get; init; }
}
