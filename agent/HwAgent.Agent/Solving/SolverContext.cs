using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Trajectories;
using HwAgent.Toolchain;

namespace HwAgent.Agent.Solving;

/// <summary>What every solver needs.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Models">Small to large, each name once.</param>
/// <param name="Options">How to work.</param>
/// <param name="Tools">Tools and sandbox.</param>
/// <param name="Prompts">The prompts.</param>
/// <param name="Trajectory">The record; null: none is kept.</param>
/// <param name="Clock">For the ledger.</param>
internal sealed record SolverContext(
    string Strategy, IReadOnlyList<IChatModel> Models, SolverOptions Options, RtlTools Tools, TaskPrompts Prompts, TrajectoryWriter? Trajectory, TimeProvider Clock)
{
    /// <summary>Opens the record of one sample, and its conversation with the models.</summary>
    public ModelDialogue Begin(RtlTask task, int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        Trajectory?.Append(
            TrajectoryEventTypes.SampleStarted, new SampleStarted(task.Id, sample, Strategy, [.. Models.Select(m => m.Name)]), TrajectoryJson.Instance.SampleStarted);
        return new ModelDialogue(task, sample, Models, Options, Prompts, Clock);
    }

    /// <summary>A loop without a limit of time: what a solver does depends on the replies alone.</summary>
    public Task<LoopOutcome<RtlAttempt>> RunAsync(IProposer<RtlProposal, RtlAttempt> proposer, RtlJudge judge, int turns, CancellationToken cancellation) =>
        new ProposalLoop<RtlProposal, RtlAttempt>(proposer, judge, new LoopLimits(turns, TimeSpan.MaxValue, Clock)).RunAsync(cancellation);

    /// <summary>The solution, and the end of its record.</summary>
    /// <param name="task">What was asked.</param>
    /// <param name="sample">Which try.</param>
    /// <param name="dialogue">What was said.</param>
    /// <param name="outcome">How the loop ended.</param>
    /// <param name="chosen">What to hand in.</param>
    /// <param name="feedback">See <see cref="Solution.Feedback"/>; null: the compiler, and self-tests if the model wrote any.</param>
    public Solution Finish(RtlTask task, int sample, ModelDialogue dialogue, LoopOutcome<RtlAttempt> outcome, RtlAttempt? chosen, string? feedback)
    {
        // Work that was broken off is not handed in: it would be scored as what the strategy can do.
        var isWhole = outcome.StopReason is not (StopReason.ModelFailed or StopReason.ModelBudgetSpent);
        var handedIn = isWhole && chosen?.Proposal.Code is not null ? chosen : null;
        var reason = isWhole && handedIn is { IsAccepted: true } ? StopReason.DesignerFinished : outcome.StopReason;
        Trajectory?.Append(TrajectoryEventTypes.SampleFinished, new SampleFinished(task.Id, sample, reason.ToString(), handedIn?.Number), TrajectoryJson.Instance.SampleFinished);
        return new Solution
        {
            Code = handedIn?.Proposal.Code,
            Turns = [.. outcome.Attempts.Select(a => a.ToTurn())],
            StopReason = reason,
            Model = handedIn?.Proposal.Model ?? "",
            Usage = dialogue.Usage,
            Trouble = dialogue.Trouble.Counts,
            Feedback = feedback ?? (outcome.Attempts.Any(a => a.Proposal.Tests is not null) ? "self-tests" : "compiler"),
            SelfTestUsage = dialogue.SelfTestUsage,
        };
    }
}
