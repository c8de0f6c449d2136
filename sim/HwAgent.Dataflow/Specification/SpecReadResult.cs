using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Specification;

/// <summary>A spec, or everything that is wrong with its text.</summary>
/// <param name="Spec">The spec; null when there is any diagnostic.</param>
/// <param name="Diagnostics">Errors in the order of the file; empty when there is a spec.</param>
public sealed record SpecReadResult(DesignSpec? Spec, IReadOnlyList<Diagnostic> Diagnostics);
