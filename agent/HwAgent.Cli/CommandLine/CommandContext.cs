using System.CommandLine;
using HwAgent.Cli.Terminal;
using Spectre.Console;

namespace HwAgent.Cli.CommandLine;

/// <summary>What a command gets to work with: its parsed arguments, the two output streams and the common switches.</summary>
/// <param name="Arguments">Read own options and arguments with <see cref="ParseResult.GetValue{T}(Option{T})"/>.</param>
/// <param name="Output">Results only.</param>
/// <param name="Error">Errors, progress and logs.</param>
/// <param name="Json">Machine output was asked for.</param>
/// <param name="Quiet">No progress was asked for.</param>
/// <param name="Debug">Details were asked for.</param>
public sealed record CommandContext(ParseResult Arguments, TextWriter Output, TextWriter Error, bool Json, bool Quiet, bool Debug)
{
    private Action? _endProgress;

    public static CommandContext From(ParseResult arguments) => new(
        arguments,
        arguments.InvocationConfiguration.Output,
        arguments.InvocationConfiguration.Error,
        arguments.GetResult(CommonOptions.Json) is not null && arguments.GetValue(CommonOptions.Json),
        arguments.GetValue(CommonOptions.Quiet),
        arguments.GetValue(CommonOptions.Debug));

    /// <summary>For tables and text on standard output; plain when piped.</summary>
    public IAnsiConsole CreateConsole() => TerminalConsole.Create(Output);

    /// <summary>Progress goes to standard error, so that a piped result stays clean.</summary>
    public ProgressReporter CreateProgress()
    {
        var console = TerminalConsole.Create(Error);
        var style = Json || Quiet ? ProgressStyle.None
            : console.Profile.Capabilities.Ansi ? ProgressStyle.Live
            : ProgressStyle.Lines;
        var progress = new ProgressReporter(console, style, TimeProvider.System);
        _endProgress = progress.Dispose;
        return progress;
    }

    /// <summary>Writes an answer for people to standard output. Progress ends before: on a terminal both would share a line.</summary>
    public void WriteLines(IEnumerable<string> lines)
    {
        _endProgress?.Invoke();
        foreach (var line in lines) Output.WriteLine(line);
    }
}
