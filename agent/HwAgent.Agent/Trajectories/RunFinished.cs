using System.Text.Json;

namespace HwAgent.Agent.Trajectories;

/// <summary>Last event of a run.</summary>
/// <param name="StopReason">Why the run ended.</param>
/// <param name="SpecMet">Whether the best candidate meets the spec.</param>
/// <param name="BestCandidate">Its number, or null when none passed.</param>
/// <param name="Details">Usage and score, or null.</param>
public sealed record RunFinished(string StopReason, bool SpecMet, int? BestCandidate, JsonElement? Details = null);
