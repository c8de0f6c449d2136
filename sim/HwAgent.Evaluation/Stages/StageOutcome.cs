using System.Text.Json.Serialization;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Evaluation.Stages;

/// <summary>What one check found.</summary>
/// <param name="Stage">Which check.</param>
/// <param name="Passed">False ends the checks of this candidate.</param>
/// <param name="Diagnostics">Empty when there is nothing to say.</param>
public sealed record StageOutcome(Stage Stage, bool Passed, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>Time the check took, cache hits included. Not part of any result that must be reproducible.</summary>
    [JsonIgnore]
    public TimeSpan WallTime { get; init; }
}
