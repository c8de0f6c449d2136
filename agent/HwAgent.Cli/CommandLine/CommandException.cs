using HwAgent.Core.Diagnostics;

namespace HwAgent.Cli.CommandLine;

/// <summary>A command cannot go on because of what the user gave it: ends the process with <see cref="ExitCode.BadInput"/>.</summary>
/// <remarks>For the edge only. A tool that fails on a candidate is a value, not an exception.</remarks>
public sealed class CommandException : Exception
{
    public CommandException(params IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics))
    {
        Diagnostics = diagnostics;
    }

    /// <summary>What was wrong, in the order it is printed.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
