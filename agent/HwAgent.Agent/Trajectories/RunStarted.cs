using System.Text.Json;

namespace HwAgent.Agent.Trajectories;

/// <summary>First event of a run: all that decides what follows.</summary>
/// <param name="Designer"><c>expert</c> or <c>llm</c>.</param>
/// <param name="Seed">Seed of every random choice.</param>
/// <param name="Models">Model names in cascade order; empty for the expert designer. Replay offers the same names.</param>
/// <param name="Details">Spec, tool versions and what else the loop records; null when nothing.</param>
public sealed record RunStarted(string Designer, long Seed, IReadOnlyList<string> Models, JsonElement? Details = null);
