using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;

namespace HwAgent.Evals.Repair;

/// <summary><c>--model faulty</c>: hands in the faulty module as it is. What passes then was no fault.</summary>
public sealed class FaultySolver : ISolver
{
    public const string Name = "faulty";

    public string Strategy => "none";

    /// <exception cref="ArgumentException">The task is none of repair.</exception>
    public Task<Solution> SolveAsync(RtlTask task, int sample, CancellationToken cancellation)
    {
        var code = (task.Faulty ?? throw new ArgumentException($"The task {task.Id} has no faulty module.", nameof(task))).Code;
        return Task.FromResult(new Solution
        {
            Code = code,
            Turns = [new SolutionTurn(1, Name, code, "accepted", [])],
            StopReason = StopReason.DesignerFinished,
            Model = Name,
            Usage = new UsageTotals(0, 0, 0, 0, 0m, 0, 0, 0),
            Trouble = new Dictionary<string, int>(),
        });
    }
}
