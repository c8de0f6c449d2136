using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Agent.Solving;

namespace HwAgent.Evals.Solvers;

/// <summary>Answers that no language model wrote.</summary>
internal static class FixedSolution
{
    public static Task<Solution> Of(string origin, string? code) => Task.FromResult(new Solution
    {
        Code = code,
        Turns = [new SolutionTurn(1, origin, code, code is null ? "reply" : "accepted", [])],
        StopReason = StopReason.DesignerFinished,
        Model = code is null ? "" : origin,
        Usage = new UsageTotals(0, 0, 0, 0, 0m, 0, 0, 0),
        Trouble = new Dictionary<string, int>(),
    });
}
