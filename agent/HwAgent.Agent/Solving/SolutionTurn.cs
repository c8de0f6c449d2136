using HwAgent.Agent.Llm;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>One turn on the way to a solution.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Model">Who was asked.</param>
/// <param name="Code">The source text of the reply; null when it held none.</param>
/// <param name="Stage">The check that stopped it: <c>reply</c>, <c>policy</c>, <c>compile</c>, <c>simulate</c>, or <c>accepted</c>.</param>
/// <param name="Diagnostics">What was found, first cause first.</param>
public sealed record SolutionTurn(int Number, string Model, string? Code, string Stage, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The compiler takes the code without a warning; false when it was not asked.</summary>
    public bool LintsClean { get; init; }

    /// <summary>Whether each of the model's own tests passed, in its order; empty when none ran.</summary>
    public IReadOnlyList<bool> Tests { get; init; } = [];

    /// <summary>Equal for code that behaves the same on generated stimulus; null when not known.</summary>
    public string? Behaviour { get; init; }

    /// <summary>What the reply cost; null when not known.</summary>
    public ChatUsage? Usage { get; init; }
}
