using System.Text.Json;
using HwAgent.Agent.Trajectories;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Loop;

/// <summary>Takes accelerators through every check of a design run.</summary>
/// <param name="evaluator">The checks.</param>
/// <param name="designer">Who proposes, for the record.</param>
/// <param name="trajectory">The record.</param>
/// <param name="observer">Told what happens while it happens.</param>
public sealed class DesignJudge(CandidateEvaluator evaluator, string designer, TrajectoryWriter trajectory, ILoopObserver observer) : IJudge<Proposal, Attempt>
{
    public async Task<Attempt> JudgeAsync(int number, Proposal proposal, CancellationToken cancellation)
    {
        JsonElement? details = proposal.Candidate is { } c ? JsonSerializer.SerializeToElement(c.Point.Parameters, ProductJson.Options) : null;
        trajectory.Append(TrajectoryEventTypes.Proposal, new ProposalMade(number, designer, proposal.Kind, details), TrajectoryJson.Instance.ProposalMade);
        if (proposal.Candidate is not { } candidate)
        {
            trajectory.Append(TrajectoryEventTypes.StageFinished, new StageFinished(number, "reply", false, proposal.Diagnostics), TrajectoryJson.Instance.StageFinished);
            return new Attempt(number, proposal, null);
        }

        var evaluation = await evaluator.EvaluateAsync(candidate, outcome => OnStage(number, outcome), observer.OnProgress, cancellation).ConfigureAwait(false);
        return new Attempt(number, proposal, evaluation);
    }

    public bool IsBetter(Attempt attempt, Attempt? best) =>
        attempt.Evaluation?.Score is { } score && (best is null || Scorer.Compare(score, best.Evaluation!.Score!) < 0);

    public void Record(Attempt attempt, bool isBest)
    {
        var (decision, reason) = attempt switch
        {
            { Evaluation: null } => ("discard", "the reply holds no candidate"),
            { Evaluation.Score: null } => ("repair", $"{attempt.Evaluation.Stages[^1].Stage} failed"),
            { Evaluation.Score: var s } when isBest => ("keep", s!.MeetsSpec ? "best so far, meets the spec" : "best so far, misses " + string.Join("; ", s.Misses)),
            _ => ("keep-previous", "not better than the best so far"),
        };
        JsonElement? details = attempt.Evaluation?.Score is { } score ? JsonSerializer.SerializeToElement(score, ProductJson.Options) : null;
        trajectory.Append(TrajectoryEventTypes.Decision, new DecisionMade(decision, reason, attempt.Number, details), TrajectoryJson.Instance.DecisionMade);
        observer.OnAttempt(attempt, isBest);
    }

    public void Record(LoopOutcome<Attempt> outcome) => trajectory.Append(
        TrajectoryEventTypes.Decision,
        new DecisionMade("stop", outcome.Failure?.Message ?? outcome.StopReason.ToString(), outcome.Attempts.Count),
        TrajectoryJson.Instance.DecisionMade);

    private void OnStage(int number, StageOutcome outcome)
    {
        trajectory.Append(
            TrajectoryEventTypes.StageFinished,
            new StageFinished(number, outcome.Stage.ToString().ToLowerInvariant(), outcome.Passed, outcome.Diagnostics),
            TrajectoryJson.Instance.StageFinished);
        observer.OnStage(number, outcome);
    }
}
