using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>An answer with what became of it.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Proposal">The answer.</param>
/// <param name="Stage">See <see cref="SolutionTurn.Stage"/>.</param>
/// <param name="Diagnostics">What was found, first cause first.</param>
/// <param name="LintsClean">The compiler takes it without a warning.</param>
/// <param name="Tests">Whether each of the model's own tests passed; empty when none ran.</param>
/// <param name="Behaviour">Names what it does on generated stimulus: equal for answers that behave the same; null when not known.</param>
internal sealed record RtlAttempt(
    int Number, RtlProposal Proposal, string Stage, IReadOnlyList<Diagnostic> Diagnostics, bool LintsClean, IReadOnlyList<bool> Tests, string? Behaviour)
{
    public bool IsAccepted => Stage == SolutionStages.Accepted;

    /// <summary>The turn that a solution shows.</summary>
    public SolutionTurn ToTurn() => new(Number, Proposal.Model, Proposal.Code, Stage, Diagnostics)
    {
        LintsClean = LintsClean, Tests = Tests, Behaviour = Behaviour, Usage = Proposal.Usage,
    };
}
