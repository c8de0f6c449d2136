using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval repair</c>: faulty modules with their logs.</summary>
internal static class RepairCommand
{
    public static CommandEntry Create()
    {
        var command = new Command("repair", "Faulty Verilog with a tool's log (RTLFixer's files): how many are mended, in how many turns");
        foreach (var option in EvalOptions.All) command.Options.Add(option);
        return CommandEntry.Create(
            command, (context, cancellation) => new BenchmarkEvaluation(context, "repair").RunAsync(cancellation),
            "hwagent eval repair --data verilogeval-syntax.jsonl --model openai:NAME --turns 5",
            "hwagent eval repair --data verilogeval-simulate.jsonl --model faulty");
    }
}
