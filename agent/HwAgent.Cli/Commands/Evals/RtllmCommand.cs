using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Evals;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval rtllm</c>: RTLLM 2.0.</summary>
internal static class RtllmCommand
{
    public static CommandEntry Create()
    {
        var command = new Command("rtllm", "RTLLM 2.0: larger designs under testbenches of their own");
        foreach (var option in EvalOptions.All) command.Options.Add(option);
        return CommandEntry.Create(
            command, (context, cancellation) => new BenchmarkEvaluation(context, "rtllm").RunAsync(cancellation),
            "hwagent eval rtllm --data RTLLM --model reference",
            "hwagent eval rtllm --data RTLLM --model openai:NAME --strategy loop --samples 5");
    }
}
