using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval verilogeval</c>: VerilogEval, versions 1 and 2.</summary>
internal static class VerilogEvalCommand
{
    private static readonly Option<string> Set = new("--set") { Description = "spec-to-rtl (default), code-complete, v1-human or v1-machine", DefaultValueFactory = _ => "spec-to-rtl" };

    public static CommandEntry Create()
    {
        Set.AcceptOnlyFromAmong("spec-to-rtl", "code-complete", "v1-human", "v1-machine");
        var command = new Command("verilogeval", "VerilogEval: who writes Verilog that does what it should");
        command.Options.Add(Set);
        foreach (var option in EvalOptions.All) command.Options.Add(option);
        return CommandEntry.Create(
            command, (context, cancellation) => new BenchmarkEvaluation(context, "verilogeval/" + context.Arguments.GetRequiredValue(Set)).RunAsync(cancellation),
            "hwagent eval verilogeval --data verilog-eval --set spec-to-rtl --model reference",
            "hwagent eval verilogeval --data verilog-eval --set code-complete --model openai:NAME --samples 20 --temperature 0.85",
            "hwagent eval verilogeval --data verilog-eval --model replay:runs/verilogeval-spec-to-rtl-NAME --out again");
    }
}
