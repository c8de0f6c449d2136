using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Specification.Cascades;

/// <summary>A cascade, or everything that is wrong with its text.</summary>
/// <param name="Spec">The cascade; null when there is any diagnostic.</param>
/// <param name="Diagnostics">Errors in the order of the file; empty when there is a cascade.</param>
public sealed record CascadeReadResult(CascadeSpec? Spec, IReadOnlyList<Diagnostic> Diagnostics);
