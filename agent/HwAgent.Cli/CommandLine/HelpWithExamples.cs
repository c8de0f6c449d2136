using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HwAgent.Cli.CommandLine;

/// <summary>The library's help, followed by examples: a command's own, or the first of each command at the root.</summary>
public sealed class HelpWithExamples(HelpAction help, IReadOnlyList<CommandEntry> entries) : SynchronousCommandLineAction
{
    /// <summary>The launcher's own command; this executable never sees it.</summary>
    private const string LauncherExample = "./hwagent test    (from the repository: builds everything, runs every test)";

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var examples = command is RootCommand
            ? [.. entries.SelectMany(entry => entry.Examples.Take(1)), LauncherExample]
            : entries.SelectMany(entry => entry.All).FirstOrDefault(entry => entry.Command == command)?.Examples ?? [];
        if (examples.Count == 0) return (int)ExitCode.Success;

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        output.WriteLine();
        return (int)ExitCode.Success;
    }
}
