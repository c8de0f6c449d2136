using System.Text.Json;

namespace HwAgent.Agent.Trajectories;

/// <summary>The loop decided what to do next.</summary>
/// <param name="Decision"><c>keep</c>, <c>repair</c>, <c>propose-again</c>, <c>escalate</c>, <c>stop</c>, ...</param>
/// <param name="Reason">Why, one sentence.</param>
/// <param name="Candidate">The candidate it is about, or null.</param>
/// <param name="Details">What else decided it, or null.</param>
public sealed record DecisionMade(string Decision, string Reason, int? Candidate = null, JsonElement? Details = null);
