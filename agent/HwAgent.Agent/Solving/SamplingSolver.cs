using HwAgent.Core.Cascades;

namespace HwAgent.Agent.Solving;

/// <summary><c>single</c>, <c>sample-rank</c> and <c>cascade</c>: independent solutions of one model or several, of which one is handed in.</summary>
/// <param name="context">Models, options, tools.</param>
/// <param name="plans">What each model does, in the order of the models.</param>
/// <param name="checks">Whether solutions are checked and ranked at all.</param>
internal sealed class SamplingSolver(SolverContext context, IReadOnlyList<CascadeStage> plans, bool checks) : ISolver
{
    public string Strategy => context.Strategy;

    public async Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation)
    {
        var dialogue = context.Begin(task, sample);
        var judge = new RtlJudge(task, context.Tools, context.Options, checks, probes: checks, context.Trajectory);
        var proposer = new SamplingProposer(dialogue, [.. context.Models.Zip(plans, (m, plan) => new SamplingStage(m.Name, plan))], context.Trajectory);
        var outcome = await context.RunAsync(proposer, judge, plans.Sum(p => p.Solutions) + 1, cancellation).ConfigureAwait(false);
        return context.Finish(task, sample, dialogue, outcome, proposer.Choose(outcome.Attempts), checks ? null : "none");
    }
}
