using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Formats;

/// <summary>Files for another tool, and what they could not say.</summary>
/// <param name="Files">Those that could be written.</param>
/// <param name="Diagnostics">Warnings where the other tool's model is coarser, errors where a file is left out.</param>
public sealed record EmittedFiles(IReadOnlyList<EmittedFile> Files, IReadOnlyList<Diagnostic> Diagnostics);
