using HwAgent.Core.Diagnostics;

namespace HwAgent.Core.Models;

/// <summary>A model file that cannot be read, or whose parts do not fit together.</summary>
public sealed class InvalidModelException : Exception
{
    /// <param name="file">The file's name as the user gave it, or null.</param>
    /// <param name="field">Tensor, header field or offset at fault.</param>
    /// <param name="problem">What is wrong, one sentence without file and field.</param>
    /// <param name="advice">What to do about it.</param>
    public InvalidModelException(string? file, string field, string problem, string advice)
        : base($"{(file is null ? "" : file + ": ")}{field}: {problem} -> {advice}")
    {
        File = file;
        Field = field;
        Problem = problem;
        Advice = advice;
    }

    public string? File { get; }

    public string Field { get; }

    public string Problem { get; }

    public string Advice { get; }

    /// <summary>The same finding as a value, for a report.</summary>
    public Diagnostic ToDiagnostic() => new("model", DiagnosticSeverity.Error, "invalid-model", $"{Field}: {Problem}")
    {
        File = File,
        Advice = Advice,
    };
}
