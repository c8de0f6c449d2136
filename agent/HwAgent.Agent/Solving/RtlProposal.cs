using HwAgent.Agent.Llm;
using HwAgent.Agent.Solving.SelfTesting;
using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving;

/// <summary>One answer of a model to a task.</summary>
/// <param name="Model">Who answered.</param>
/// <param name="Code">The source text; null when the reply held none.</param>
/// <param name="Diagnostics">Why there is none; empty when there is.</param>
/// <param name="Tests">The tests that the model wrote for itself; null when it has none.</param>
/// <param name="Reply">What the model said, without reasoning.</param>
/// <param name="Usage">What the reply cost.</param>
internal sealed record RtlProposal(string Model, string? Code, IReadOnlyList<Diagnostic> Diagnostics, SelfTests? Tests, string Reply, ChatUsage Usage);
