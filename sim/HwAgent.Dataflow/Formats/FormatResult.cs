using HwAgent.Core.Diagnostics;

namespace HwAgent.Dataflow.Formats;

/// <summary>What a file says, or everything that is wrong with it.</summary>
/// <param name="Value">Null when there is any error.</param>
/// <param name="Diagnostics">In the order of the file: errors, and notes on what is read and has no effect here.</param>
public sealed record FormatResult<T>(T? Value, IReadOnlyList<Diagnostic> Diagnostics)
    where T : class;
