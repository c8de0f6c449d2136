using System.CommandLine;

namespace HwAgent.Cli.CommandLine;

/// <summary>A command together with the examples that its help shows.</summary>
/// <param name="Command">Name, description, options and arguments, with its action set.</param>
/// <param name="Examples">Complete command lines, the most common first.</param>
public sealed record CommandEntry(Command Command, IReadOnlyList<string> Examples)
{
    /// <summary>Gives <paramref name="command"/> its action. The token is cancelled by Ctrl-C and SIGTERM.</summary>
    public static CommandEntry Create(
        Command command,
        Func<CommandContext, CancellationToken, Task<ExitCode>> run,
        params IReadOnlyList<string> examples)
    {
        command.SetAction(async (arguments, cancellation) =>
            (int)await CommandRunner.GuardAsync(CommandContext.From(arguments), run, cancellation));
        return new CommandEntry(command, examples);
    }
}
