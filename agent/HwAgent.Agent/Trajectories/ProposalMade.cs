using System.Text.Json;

namespace HwAgent.Agent.Trajectories;

/// <summary>A designer proposed a candidate.</summary>
/// <param name="Candidate">Number of the candidate, its folder in <c>candidates/</c>.</param>
/// <param name="Designer">Who proposed it.</param>
/// <param name="Kind"><c>parameters</c> or <c>unit</c>.</param>
/// <param name="Details">Parameters, file names with content hashes, or null.</param>
public sealed record ProposalMade(int Candidate, string Designer, string Kind, JsonElement? Details = null);
