using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Search;

/// <summary>A proposal, costed.</summary>
/// <param name="Point">Null when the proposal cannot run; then <paramref name="Diagnostics"/> say why.</param>
/// <param name="Misses">Budgets that the design misses, as in <see cref="SearchResult.Misses"/>.</param>
/// <param name="Diagnostics">Violated rules of hardware and mappings.</param>
public sealed record DesignEvaluation(DesignPoint? Point, IReadOnlyList<string> Misses, IReadOnlyList<Diagnostic> Diagnostics);
