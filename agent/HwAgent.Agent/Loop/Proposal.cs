using HwAgent.Core.Diagnostics;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Loop;

/// <summary>What a designer answers: a candidate, or why its answer is none. Either costs one iteration.</summary>
/// <param name="Kind"><c>parameters</c> or <c>unit</c>.</param>
/// <param name="Candidate">Null when the answer could not be understood.</param>
/// <param name="Diagnostics">What was wrong with the answer; empty when there is a candidate.</param>
public sealed record Proposal(string Kind, Candidate? Candidate, IReadOnlyList<Diagnostic> Diagnostics);
