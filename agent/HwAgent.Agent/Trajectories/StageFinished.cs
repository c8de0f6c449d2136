using System.Text.Json;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Trajectories;

/// <summary>One stage of the loop ended for one candidate.</summary>
/// <param name="Candidate">Number of the candidate.</param>
/// <param name="Stage"><c>policy</c>, <c>lint</c>, <c>simulate</c>, <c>synthesise</c>, <c>score</c>, ...</param>
/// <param name="Passed">Whether the candidate goes on.</param>
/// <param name="Diagnostics">What the tools found, first cause first.</param>
/// <param name="Details">Measured figures, or null.</param>
public sealed record StageFinished(int Candidate, string Stage, bool Passed, IReadOnlyList<Diagnostic> Diagnostics, JsonElement? Details = null);
