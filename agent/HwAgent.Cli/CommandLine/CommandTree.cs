using System.CommandLine;
using System.CommandLine.Help;
using HwAgent.Cli.Commands;

namespace HwAgent.Cli.CommandLine;

/// <summary>Every command of <c>hwagent</c>, in the order the help lists them.</summary>
public static class CommandTree
{
    /// <summary>A new command is one file under Commands/ and one line here.</summary>
    private static IReadOnlyList<CommandEntry> Entries() =>
    [
        DesignCommand.Create(),
        VerifyCommand.Create(),
        ReplayCommand.Create(),
        WorkloadCommand.Create(),
        GenerateCommand.Create(),
        CascadeCommand.Create(),
        PerplexityCommand.Create(),
        InspectCommand.Create(),
        CompressCommand.Create(),
        EvalCommand.Create(),
        DoctorCommand.Create(),
    ];

    public static RootCommand Build() => Build(Entries());

    /// <summary>The root command over <paramref name="entries"/>, with the common options, version and help.</summary>
    public static RootCommand Build(IReadOnlyList<CommandEntry> entries)
    {
        var root = new RootCommand("Designs transformer accelerators: a compressed model, SystemVerilog, a schedule, and evidence for every number.");
        foreach (var entry in entries) root.Subcommands.Add(entry.Command);
        root.Options.Add(CommonOptions.Quiet);
        root.Options.Add(CommonOptions.Debug);

        var help = root.Options.OfType<HelpOption>().Single();
        var action = new HelpWithExamples((HelpAction)help.Action!, entries);
        help.Action = action;
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        root.SetAction(arguments =>
        {
            action.Invoke(arguments);
            return (int)ExitCode.BadInput; // a script that lost its command must notice
        });
        return root;
    }
}
