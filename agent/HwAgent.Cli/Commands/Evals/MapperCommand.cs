using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Cli.Runs;
using HwAgent.Cli.Terminal;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Evals.Mapper;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval mapper</c>: how good the mapper's mappings are, and how fast they are found.</summary>
internal static class MapperCommand
{
    private static readonly Option<bool> Steady = new("--steady") { Description = "Count latency as Timeloop does, without fill, drain and stalls" };
    private static readonly Option<int?> Likeness = new("--likeness") { Description = "Instead: so many random products of each dataflow on the accelerator of hw-templates, the general model's latency over the exact cycles" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Of the random products", DefaultValueFactory = _ => 1UL };

    public static CommandEntry Create()
    {
        var command = new Command("mapper", "Map the products of transformers to the architectures that come with the program: costs, proofs or gaps, processor time");
        foreach (var option in (Option[])[Steady, Likeness, Seed, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent eval mapper --steady", "hwagent eval mapper --likeness 1000 --seed 1");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        if (context.Arguments.GetValue(Likeness) is { } products) return Task.FromResult(Compare(context, products, progress, cancellation));
        // The layer of Llama 3 8B, a projection with a prime number of rows, and its padded neighbour.
        TensorProblem[] problems = [.. MapperBenchmark.DecoderLayer(2048, 4096, 32, 8, 128, 14336), TensorProblem.Gemm("projection", 197, 768, 768), TensorProblem.Gemm("projection, padded", 208, 768, 768)];
        var account = context.Arguments.GetValue(Steady) ? LatencyAccount.Steady : LatencyAccount.Full;
        var rows = MapperBenchmark.Run(problems, [.. ArchitectureFiles.Names.Select(name => ArchitectureFiles.Read(name, null, context.Error).Architecture)], account, message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else foreach (var line in MapperBenchmark.Lines(rows)) context.Output.WriteLine(line);
        return Task.FromResult(ExitCode.Success);
    }

    private static ExitCode Compare(CommandContext context, int products, ProgressReporter progress, CancellationToken cancellation)
    {
        if (products < 1) throw SpecFiles.Problem(null, $"--likeness is {products}", "use 1 or more");
        var rows = LikenessBenchmark.Run(products, context.Arguments.GetValue(Seed), done => progress.Report(done, 2 * products, "random products"), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else foreach (var line in LikenessBenchmark.Lines(rows)) context.Output.WriteLine(line);
        return ExitCode.Success;
    }
}
