using HwAgent.Core.Diagnostics;
using HwAgent.Evaluation.Candidates;

namespace HwAgent.Agent.Loop;

/// <summary>One turn of the loop: what was proposed and what became of it.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Proposal">From the designer.</param>
/// <param name="Evaluation">Null when the proposal held no candidate.</param>
public sealed record Attempt(int Number, Proposal Proposal, CandidateEvaluation? Evaluation)
{
    /// <summary>What the designer should know about a failure, first cause first; empty when every check passed.</summary>
    public IReadOnlyList<Diagnostic> Failures =>
        Evaluation is null ? Proposal.Diagnostics : [.. Evaluation.Stages.Where(s => !s.Passed).SelectMany(s => s.Diagnostics)];
}
