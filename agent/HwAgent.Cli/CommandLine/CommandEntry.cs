using System.CommandLine;

namespace HwAgent.Cli.CommandLine;

/// <summary>A command together with the examples that its help shows.</summary>
/// <param name="Command">Name, description, options and arguments, with its action set.</param>
/// <param name="Examples">Complete command lines, the most common first.</param>
public sealed record CommandEntry(Command Command, IReadOnlyList<string> Examples)
{
    /// <summary>The commands of a group, in the order its help lists them.</summary>
    public IReadOnlyList<CommandEntry> Subcommands { get; private init; } = [];

    /// <summary>This entry and those below it.</summary>
    public IEnumerable<CommandEntry> All => Subcommands.SelectMany(entry => entry.All).Prepend(this);

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

    /// <summary>A command that only holds others; its examples are the first of each.</summary>
    public static CommandEntry Group(Command command, params IReadOnlyList<CommandEntry> entries)
    {
        foreach (var entry in entries) command.Subcommands.Add(entry.Command);
        return new CommandEntry(command, [.. entries.SelectMany(entry => entry.Examples.Take(1))]) { Subcommands = entries };
    }
}
