using HwAgent.Core.Diagnostics;

namespace HwAgent.Evals.Runs;

/// <summary>A file of an evaluation, of the user's or of an earlier run, cannot be used.</summary>
public sealed class EvalFileException(string path, int? line, string message, string advice) : Exception($"{path}: {message}")
{
    public Diagnostic Diagnostic { get; } = new("eval", DiagnosticSeverity.Error, "file", message) { File = path, Line = line, Advice = advice };
}
