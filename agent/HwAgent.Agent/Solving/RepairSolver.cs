namespace HwAgent.Agent.Solving;

/// <summary><c>loop</c>: generate, compile, simulate, repair.</summary>
internal sealed class RepairSolver(SolverContext context) : ISolver
{
    public string Strategy => context.Strategy;

    public async Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation)
    {
        var options = context.Options;
        var dialogue = context.Begin(task, sample);
        var judge = new RtlJudge(task, context.Tools, options, checks: true, probes: false, context.Trajectory);
        var proposer = new RepairProposer(dialogue, context.Models[0].Name, options);
        var outcome = await context.RunAsync(proposer, judge, options.Turns, cancellation).ConfigureAwait(false);
        return context.Finish(task, sample, dialogue, outcome, outcome.Best, options.Benchmark is not null ? "benchmark" : null);
    }
}
