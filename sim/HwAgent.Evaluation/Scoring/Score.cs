using System.Text.Json.Serialization;
using HwAgent.Dataflow.Search;

namespace HwAgent.Evaluation.Scoring;

/// <summary>What a correct candidate is worth under a spec.</summary>
public sealed record Score
{
    /// <summary>One pass of the workload's matrix products at the spec's clock.</summary>
    public required double LatencyMilliseconds { get; init; }

    public required double EnergyMillijoules { get; init; }

    /// <summary>Synthesised logic.</summary>
    public required double AreaGateEquivalents { get; init; }

    public required double OnChipKib { get; init; }

    /// <summary>The spec's objective, smaller is better; its unit is milliseconds, millijoules, their product, or gate equivalents.</summary>
    public required double Objective { get; init; }

    /// <summary>How far budgets are missed: the sum of the overshoots as parts of their budgets; 0 when the spec is met.</summary>
    public required double Violation { get; init; }

    /// <summary>Every budget that is not kept, in words; empty when the spec is met.</summary>
    public required IReadOnlyList<string> Misses { get; init; }

    public bool MeetsSpec => Misses.Count == 0;

    /// <summary>What the score is ranked by, the rule of the search.</summary>
    [JsonIgnore]
    public DesignScore Rank => new(Violation, Objective, LatencyMilliseconds, EnergyMillijoules, AreaGateEquivalents, OnChipKib);
}
