using Spectre.Console;

namespace HwAgent.Cli.Terminal;

/// <summary>Decides, in one place, whether output may carry control codes and colour.</summary>
public static class TerminalConsole
{
    /// <summary>Columns of a table that goes to a file or a pipe, where there is no window to fit.</summary>
    private const int PipedWidth = 240;

    /// <summary>
    /// Plain unless <paramref name="writer"/> is the process's own, un-redirected stream. Colour also yields to
    /// NO_COLOR (https://no-color.org) and to TERM=dumb.
    /// </summary>
    public static IAnsiConsole Create(TextWriter writer)
    {
        var terminal = (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected)
            || (ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected);
        var ansi = terminal && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        var colour = ansi && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = ansi ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = ansi ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!terminal) console.Profile.Width = PipedWidth;
        return console;
    }
}
