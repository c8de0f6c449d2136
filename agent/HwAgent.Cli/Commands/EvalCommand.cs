using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Commands.Evals;

namespace HwAgent.Cli.Commands;

/// <summary><c>hwagent eval</c>: the benchmarks behind evals/RESULTS.md, and those that a user brings.</summary>
public static class EvalCommand
{
    public static CommandEntry Create() => CommandEntry.Group(
        new Command("eval", "Run a benchmark: accelerators, search, or language models that write RTL"),
        VerilogEvalCommand.Create(),
        RtllmCommand.Create(),
        RepairCommand.Create(),
        FaultsCommand.Create(),
        CompareCommand.Create(),
        TuneCascadeCommand.Create(),
        ArraysCommand.Create(),
        SearchCommand.Create(),
        MapperCommand.Create(),
        FusionCommand.Create(),
        RuntimeCommand.Create(),
        WorkCommand.Create());
}
