using System.Text.Json;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Diagnostics;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Scoring;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Loop;

/// <summary>Propose, check, score, keep the best, propose again. The same loop for every designer.</summary>
public sealed class DesignLoop(IDesigner designer, CandidateEvaluator evaluator, TrajectoryWriter trajectory, LoopLimits limits, ILoopObserver observer)
{
    /// <summary>Runs until a limit is reached or the designer has no more to say; ending is a value, never an exception.</summary>
    public async Task<LoopOutcome> RunAsync(CancellationToken cancellation)
    {
        var attempts = new List<Attempt>();
        Attempt? best = null;
        while (true)
        {
            if (attempts.Count == limits.Candidates) return Stop(StopReason.CandidatesSpent);
            if (limits.IsTimeSpent(attempts.Count)) return Stop(StopReason.TimeSpent);

            Proposal? proposal;
            try
            {
                proposal = await designer.ProposeAsync(attempts, cancellation).ConfigureAwait(false);
            }
            catch (BudgetExceededException e)
            {
                return Stop(StopReason.ModelBudgetSpent, Failure("model.budget", e.Message));
            }
            catch (ModelCallException e)
            {
                return Stop(StopReason.ModelFailed, Failure("model.call", e.Message));
            }

            if (proposal is null) return Stop(StopReason.DesignerFinished);
            var attempt = await CheckAsync(attempts.Count + 1, proposal, cancellation).ConfigureAwait(false);
            attempts.Add(attempt);
            var isBest = attempt.Evaluation?.Score is { } score && (best is null || Scorer.Compare(score, best.Evaluation!.Score!) < 0);
            if (isBest) best = attempt;
            Record(attempt, isBest);
            observer.OnAttempt(attempt, isBest);
        }

        LoopOutcome Stop(StopReason reason, Diagnostic? failure = null)
        {
            trajectory.Append(TrajectoryEventTypes.Decision, new DecisionMade("stop", failure?.Message ?? reason.ToString(), attempts.Count), TrajectoryJson.Instance.DecisionMade);
            return new LoopOutcome(reason, attempts, best, failure);
        }
    }

    private async Task<Attempt> CheckAsync(int number, Proposal proposal, CancellationToken cancellation)
    {
        JsonElement? details = proposal.Candidate is { } c ? JsonSerializer.SerializeToElement(c.Point.Parameters, ProductJson.Options) : null;
        trajectory.Append(TrajectoryEventTypes.Proposal, new ProposalMade(number, designer.Name, proposal.Kind, details), TrajectoryJson.Instance.ProposalMade);
        if (proposal.Candidate is not { } candidate)
        {
            trajectory.Append(TrajectoryEventTypes.StageFinished, new StageFinished(number, "reply", false, proposal.Diagnostics), TrajectoryJson.Instance.StageFinished);
            return new Attempt(number, proposal, null);
        }

        var evaluation = await evaluator.EvaluateAsync(candidate, outcome => OnStage(number, outcome), observer.OnProgress, cancellation).ConfigureAwait(false);
        return new Attempt(number, proposal, evaluation);
    }

    private void OnStage(int number, StageOutcome outcome)
    {
        trajectory.Append(
            TrajectoryEventTypes.StageFinished,
            new StageFinished(number, outcome.Stage.ToString().ToLowerInvariant(), outcome.Passed, outcome.Diagnostics),
            TrajectoryJson.Instance.StageFinished);
        observer.OnStage(number, outcome);
    }

    private void Record(Attempt attempt, bool isBest)
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
    }

    private static Diagnostic Failure(string code, string message) => new("model", DiagnosticSeverity.Error, code, message);
}
