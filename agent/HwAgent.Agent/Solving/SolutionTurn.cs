using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>One turn on the way to a solution.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Model">Who was asked.</param>
/// <param name="Code">The source text of the reply; null when it held none.</param>
/// <param name="Stage">The check that stopped it: <c>reply</c>, <c>policy</c>, <c>compile</c>, <c>simulate</c>, or <c>accepted</c>.</param>
/// <param name="Diagnostics">What was found, first cause first.</param>
public sealed record SolutionTurn(int Number, string Model, string? Code, string Stage, IReadOnlyList<Diagnostic> Diagnostics);
