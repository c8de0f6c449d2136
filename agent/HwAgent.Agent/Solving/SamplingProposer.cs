using System.Globalization;
using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Agent.Trajectories;
using HwAgent.Core.Cascades;

namespace HwAgent.Agent.Solving;

/// <summary>
/// Lets each model in turn write its solutions, independently of each other, until the best of one model reaches its threshold.
/// One model alone with any threshold is plain sampling.
/// </summary>
internal sealed class SamplingProposer(ModelDialogue dialogue, IReadOnlyList<SamplingStage> stages, TrajectoryWriter? trajectory) : IProposer<RtlProposal, RtlAttempt>
{
    private SelfTests? _tests;

    public async Task<RtlProposal?> ProposeAsync(IReadOnlyList<RtlAttempt> attempts, CancellationToken cancellation)
    {
        var start = 0;
        foreach (var stage in stages)
        {
            var (model, plan) = stage;
            var number = attempts.Count - start + 1;
            if (number <= plan.Solutions)
            {
                if (number == 1) _tests = plan.SelfTests > 0 ? await dialogue.TestsAsync(model, plan.SelfTests, cancellation).ConfigureAwait(false) : null;
                IReadOnlyList<ChatTurn> turns = [ChatTurn.System(dialogue.Prompts.System()), ChatTurn.User(dialogue.Prompts.Answer(dialogue.Task))];
                return await dialogue.AnswerAsync(model, turns, number, _tests, cancellation).ConfigureAwait(false);
            }

            var score = BestOf(stage, [.. attempts.Skip(start).Take(plan.Solutions)])?.Score ?? 0;
            start += plan.Solutions;
            // What was decided when the next model began is not decided, or written down, again with each of its solutions.
            var isNew = attempts.Count == start;
            var isLast = stage == stages[^1];
            if (isNew && stages.Count > 1) Decide(isLast || plan.Accepts(score) ? "accept" : "escalate", model, score, plan, attempts.Count);
            if (isNew && plan.Accepts(score)) return null;
        }

        return null;
    }

    /// <summary>What to hand in: the best of the last model whose best scores anything; else the best there is of what scores nothing.</summary>
    public RtlAttempt? Choose(IReadOnlyList<RtlAttempt> attempts)
    {
        RtlAttempt? chosen = null;
        var (start, highest) = (0, -1.0);
        foreach (var stage in stages)
        {
            var own = attempts.Skip(start).Take(stage.Plan.Solutions).ToList();
            start += stage.Plan.Solutions;
            if (BestOf(stage, own) is not { } cluster || (cluster.Score <= 0 && highest >= 0)) continue;
            (chosen, highest) = (own.Single(a => a.Number == cluster.Members[0]), cluster.Score);
        }

        // Code that no compiler takes still says more than none.
        return chosen ?? attempts.LastOrDefault(a => a.Proposal.Code is not null);
    }

    private static CandidateCluster? BestOf(SamplingStage stage, IReadOnlyList<RtlAttempt> attempts) =>
        CandidateRanking.Rank([.. attempts.Select(a => RankedCandidate.Of(a.ToTurn()))], stage.Plan.SelfTests) is [var best, ..] ? best : null;

    private void Decide(string decision, string model, double score, CascadeStage plan, int attempts) => trajectory?.Append(
        TrajectoryEventTypes.Decision,
        new DecisionMade(decision, string.Create(CultureInfo.InvariantCulture, $"{model} scores {score:0.###}, its threshold is {plan.Threshold:0.###}"), attempts),
        TrajectoryJson.Instance.DecisionMade);
}
