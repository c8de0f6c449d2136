namespace HwAgent.Core.Cascades;

/// <summary>What came of one model, and on what evidence.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Decision"><c>accept</c> or <c>escalate</c>, as in the trajectories of the agent.</param>
/// <param name="Score">Of its best solution.</param>
/// <param name="Threshold">theta.</param>
/// <param name="Candidates">Its solutions in the order of writing.</param>
/// <param name="Requests">Questions put to it, those of self-tests included.</param>
/// <param name="Tokens">Read and written.</param>
/// <param name="Cost">Of all its replies.</param>
public sealed record CascadeDecision(string Model, string Decision, double Score, double Threshold, IReadOnlyList<CascadeCandidate> Candidates, int Requests, int Tokens, double Cost);
