using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Loop;

/// <summary>Propose, judge, keep the best, propose again: the one loop behind design runs and behind every way of solving a task.</summary>
/// <typeparam name="TProposal">What is proposed.</typeparam>
/// <typeparam name="TAttempt">A proposal with what became of it.</typeparam>
public sealed class ProposalLoop<TProposal, TAttempt>(IProposer<TProposal, TAttempt> proposer, IJudge<TProposal, TAttempt> judge, LoopLimits limits)
    where TProposal : class
    where TAttempt : class
{
    /// <summary>Runs until a limit is reached or the proposer has no more to say; ending is a value, never an exception.</summary>
    public async Task<LoopOutcome<TAttempt>> RunAsync(CancellationToken cancellation)
    {
        var attempts = new List<TAttempt>();
        TAttempt? best = null;
        while (true)
        {
            if (attempts.Count == limits.Candidates) return Stop(StopReason.CandidatesSpent);
            if (limits.IsTimeSpent(attempts.Count)) return Stop(StopReason.TimeSpent);

            TProposal? proposal;
            try
            {
                proposal = await proposer.ProposeAsync(attempts, cancellation).ConfigureAwait(false);
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
            var attempt = await judge.JudgeAsync(attempts.Count + 1, proposal, cancellation).ConfigureAwait(false);
            attempts.Add(attempt);
            var isBest = judge.IsBetter(attempt, best);
            if (isBest) best = attempt;
            judge.Record(attempt, isBest);
        }

        LoopOutcome<TAttempt> Stop(StopReason reason, Diagnostic? failure = null)
        {
            var outcome = new LoopOutcome<TAttempt>(reason, attempts, best, failure);
            judge.Record(outcome);
            return outcome;
        }
    }

    private static Diagnostic Failure(string code, string message) => new("model", DiagnosticSeverity.Error, code, message);
}
