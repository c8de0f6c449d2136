using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;

namespace HwAgent.Agent.Solving;

/// <summary>What a solver hands in for one task, and how it came to it.</summary>
public sealed record Solution
{
    /// <summary>The source text handed in; null when there is none, as always when a model failed for good or a budget was spent before the work was done.</summary>
    public required string? Code { get; init; }

    /// <summary>Every turn in order; the code handed in is not always that of the last one.</summary>
    public required IReadOnlyList<SolutionTurn> Turns { get; init; }

    /// <summary>Why the work ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Name of the model whose code is handed in; empty when none is.</summary>
    public required string Model { get; init; }

    /// <summary>What this task cost.</summary>
    public required UsageTotals Usage { get; init; }

    /// <summary>Trouble with endpoints and replies, by kind with counts, see <see cref="TroubleKinds"/>.</summary>
    public required IReadOnlyDictionary<string, int> Trouble { get; init; }

    /// <summary>What judged the turns: <c>none</c>, <c>compiler</c>, <c>self-tests</c> (the compiler and tests that the model wrote), or <c>benchmark</c> (the golden testbench was used).</summary>
    public string Feedback { get; init; } = "none";

    /// <summary>What the requests for self-tests cost, by model name; empty when none were asked for.</summary>
    public IReadOnlyDictionary<string, ChatUsage> SelfTestUsage { get; init; } = new Dictionary<string, ChatUsage>();
}
