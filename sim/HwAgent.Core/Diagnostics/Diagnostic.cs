using System.Text;

namespace HwAgent.Core.Diagnostics;

/// <summary>One finding of one tool, in a form that a person and a model can act on.</summary>
/// <param name="Tool">Who says so: <c>policy</c>, <c>verilator</c>, <c>icarus</c>, <c>yosys</c>, <c>simulation</c>, <c>spec</c>, ...</param>
/// <param name="Severity">See <see cref="DiagnosticSeverity"/>.</param>
/// <param name="Code">Stable identifier within the tool, e.g. <c>WIDTH</c> or <c>policy.hierarchical-reference</c>.</param>
/// <param name="Message">What is wrong, one sentence.</param>
public sealed record Diagnostic(string Tool, DiagnosticSeverity Severity, string Code, string Message)
{
    /// <summary>File name relative to the design or the user's file; null when the finding has no place.</summary>
    public string? File { get; init; }

    /// <summary>1-based line, or null.</summary>
    public int? Line { get; init; }

    /// <summary>1-based column, or null.</summary>
    public int? Column { get; init; }

    /// <summary>What to do about it, or null when the tool knows nothing better than the message.</summary>
    public string? Advice { get; init; }

    /// <summary>The offending source lines, or null.</summary>
    public string? Excerpt { get; init; }

    /// <summary><c>file:line:column: severity code: message (advice)</c> on one line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (File is not null)
        {
            text.Append(File);
            if (Line is { } line) text.Append(':').Append(line);
            if (Column is { } column) text.Append(':').Append(column);
            text.Append(": ");
        }

        text.Append(Severity.ToString().ToLowerInvariant()).Append(" [").Append(Tool).Append(' ').Append(Code).Append("]: ").Append(Message);
        if (Advice is not null) text.Append(" -> ").Append(Advice);
        return text.ToString();
    }
}
