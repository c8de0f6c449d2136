using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Evals.Mapper;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval mapper</c>: how good the mapper's mappings are, and how fast they are found.</summary>
internal static class MapperCommand
{
    private static readonly Option<bool> Steady = new("--steady") { Description = "Count latency as Timeloop does, without fill, drain and stalls" };

    public static CommandEntry Create()
    {
        var command = new Command("mapper", "Map the products of transformers to the architectures that come with the program: costs, proofs or gaps, processor time");
        command.Options.Add(Steady);
        command.Options.Add(CommonOptions.Json);
        return CommandEntry.Create(command, Run, "hwagent eval mapper --steady");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        // The layer of Llama 3 8B, a projection with a prime number of rows, and its padded neighbour.
        TensorProblem[] problems = [.. MapperBenchmark.DecoderLayer(2048, 4096, 32, 8, 128, 14336), TensorProblem.Gemm("projection", 197, 768, 768), TensorProblem.Gemm("projection, padded", 208, 768, 768)];
        var account = context.Arguments.GetValue(Steady) ? LatencyAccount.Steady : LatencyAccount.Full;
        var rows = MapperBenchmark.Run(problems, [.. ArchitectureFiles.Names.Select(name => ArchitectureFiles.Read(name, null, context.Error).Architecture)], account, message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else foreach (var line in MapperBenchmark.Lines(rows)) context.Output.WriteLine(line);
        return Task.FromResult(ExitCode.Success);
    }
}
