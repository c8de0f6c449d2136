using System.CommandLine;
using HwAgent.Cli.CommandLine;
using HwAgent.Cli.Mapping;
using HwAgent.Cli.Runs;
using HwAgent.Cli.Terminal;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Evals.Mapper;
using HwAgent.Evals.Mapper.RandomPruned;
using HwAgent.Evals.Mapper.Rival;

namespace HwAgent.Cli.Commands.Evals;

/// <summary><c>hwagent eval mapper</c>: how good the mapper's mappings are, and how fast they are found.</summary>
internal static class MapperCommand
{
    private static readonly Option<bool> Steady = new("--steady") { Description = "Count latency as Timeloop does, without fill, drain and stalls" };
    private static readonly Option<bool> Rival = new("--rival") { Description = "Instead: random products on random hardware, against independent searches with the same cost model" };
    private static readonly Option<bool> RandomPruned = new("--random-pruned") { Description = "Instead: the peers' cases and others, against Timeloop's random-pruned search with the same cost model" };
    private static readonly Option<long> Draws = new("--draws") { Description = "Mappings that --random-pruned draws in each case", DefaultValueFactory = _ => 100_000L };
    private static readonly Option<string?> Product = new("--problem") { Description = "With --random-pruned and --arch: a problem file, in place of its own cases" };
    private static readonly Option<string?> Arch = new("--arch") { Description = "With --problem: an architecture file, or one that comes with the program" };
    private static readonly Option<int> Cases = new("--cases") { Description = "Random cases", DefaultValueFactory = _ => 50 };
    private static readonly Option<int?> Case = new("--case") { Description = "Only the random case of this number" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Of the random cases and the rival", DefaultValueFactory = _ => 1UL };
    private static readonly Option<long> Evaluations = new("--evaluations") { Description = "Mappings that the rival costs in each case", DefaultValueFactory = _ => 10_000L };
    private static readonly Option<bool> Polish = new("--polish") { Description = "Let the rival also anneal from the mapper's own mapping, to find what was missed" };
    private static readonly Option<int?> Likeness = new("--likeness") { Description = "Instead: so many random products of each dataflow on the accelerator of hw-templates, the general model's latency over the exact cycles" };

    private static readonly Option<int?> Rates = new("--rates") { Description = "Instead: mappings a second that one core costs, by account, from so many costs of each product" };

    public static CommandEntry Create()
    {
        var command = new Command("mapper", "Map the products of transformers to the architectures that come with the program: costs, proofs or gaps, processor time");
        foreach (var option in (Option[])[Steady, Rates, Likeness, Rival, Cases, Case, Seed, Evaluations, Polish, RandomPruned, Draws, Product, Arch, MapOptions.Energies, MapOptions.Objective, CommonOptions.Json]) command.Options.Add(option);
        return CommandEntry.Create(command, Run, "hwagent eval mapper --steady", "hwagent eval mapper --rates 1000000", "hwagent eval mapper --likeness 1000 --seed 1", "hwagent eval mapper --rival --cases 200 --seed 7 --evaluations 20000", "hwagent eval mapper --rival --seed 7 --case 31 --polish --json", "hwagent eval mapper --random-pruned --steady --seed 1 --draws 100000", "hwagent eval mapper --random-pruned --problem problem.yaml --arch architecture.yaml --objective latency");
    }

    private static Task<ExitCode> Run(CommandContext context, CancellationToken cancellation)
    {
        using var progress = context.CreateProgress();
        if (context.Arguments.GetValue(Rival)) return Task.FromResult(Compare(context, progress, cancellation));
        if (context.Arguments.GetValue(RandomPruned)) return Task.FromResult(CompareDraws(context, progress, cancellation));
        if (context.Arguments.GetValue(Likeness) is { } products) return Task.FromResult(Liken(context, products, progress, cancellation));
        if (context.Arguments.GetValue(Rates) is { } costs) return Task.FromResult(Rate(context, costs, progress, cancellation));
        // The layer of Llama 3 8B, a projection with a prime number of rows, and its padded neighbour.
        TensorProblem[] problems = [.. MapperBenchmark.DecoderLayer(2048, 4096, 32, 8, 128, 14336), TensorProblem.Gemm("projection", 197, 768, 768), TensorProblem.Gemm("projection, padded", 208, 768, 768)];
        var account = context.Arguments.GetValue(Steady) ? LatencyAccount.Steady : LatencyAccount.Full;
        var rows = MapperBenchmark.Run(problems, Architectures(context), account, message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else context.WriteLines(MapperBenchmark.Lines(rows));
        return Task.FromResult(ExitCode.Success);
    }

    private static Architecture[] Architectures(CommandContext context) => [.. ArchitectureFiles.Names.Select(name => ArchitectureFiles.Read(name, null, context.Error).Architecture)];

    private static ExitCode Rate(CommandContext context, int costs, ProgressReporter progress, CancellationToken cancellation)
    {
        if (costs < 1) throw SpecFiles.Problem(null, $"--rates is {costs}", "use 1 or more");
        // A projection with a prime number of rows, attention scores, a step of decoding.
        TensorProblem[] problems = [TensorProblem.Gemm("projection", 197, 768, 768), TensorProblem.Gemm("q*k", 512, 512, 64, heads: 8), TensorProblem.Gemm("decode", 1, 4096, 4096)];
        // Rows and banks of DRAM cost nothing here.
        var rows = RateBenchmark.Run(problems, [.. Architectures(context).Where(a => a.Levels[0].Geometry is null)], costs, context.Arguments.GetValue(Seed), message => progress.Report(0, 0, message), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else context.WriteLines(RateBenchmark.Lines(rows));
        return ExitCode.Success;
    }

    private static ExitCode Compare(CommandContext context, ProgressReporter progress, CancellationToken cancellation)
    {
        var (cases, seed, evaluations) = (context.Arguments.GetValue(Cases), context.Arguments.GetValue(Seed), context.Arguments.GetValue(Evaluations));
        if (cases < 1) throw SpecFiles.Problem(null, $"--cases is {cases}", "use 1 or more");
        if (evaluations < 1) throw SpecFiles.Problem(null, $"--evaluations is {evaluations}", "use 1 or more");
        var only = context.Arguments.GetValue(Case);
        if (only < 0) throw SpecFiles.Problem(null, $"--case is {only}", "use 0 or more");
        int[] indices = only is { } one ? [one] : [.. Enumerable.Range(0, cases)];
        var rows = new List<RivalRow>();
        // The first case is run twice: compiling the code is no part of its time.
        foreach (var index in indices.Take(1).Concat(indices))
        {
            rows.RemoveAll(r => r.Index == index);
            rows.Add(RivalBenchmark.Run(RivalCase.Of(seed, index), evaluations, context.Arguments.GetValue(Polish), timesQuality: true, cancellation));
            progress.Report(rows.Count, indices.Length, "random cases mapped by both");
        }

        if (context.Json) JsonOutput.Write(context.Output, rows);
        else context.WriteLines(RivalTables.Lines(rows));
        return rows.All(r => r.Holds) ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    private static ExitCode CompareDraws(CommandContext context, ProgressReporter progress, CancellationToken cancellation)
    {
        var draws = context.Arguments.GetValue(Draws);
        if (draws < 1) throw SpecFiles.Problem(null, $"--draws is {draws}", "use 1 or more");
        var cases = DrawnCases(context);
        if (context.Arguments.GetValue(Case) is { } only) cases = only >= 0 && only < cases.Count ? [cases[only]] : throw SpecFiles.Problem(null, $"--case is {only}", $"use 0 to {cases.Count - 1}");
        var rows = new List<RandomPrunedRow>();
        // Of several cases, the first is run twice: compiling the code is no part of their times. Of a single one it is.
        foreach (var given in cases.Take(cases.Count > 1 ? 1 : 0).Concat(cases))
        {
            rows.RemoveAll(r => r.Index == given.Index);
            rows.Add(RandomPrunedBenchmark.Run(given, draws, cancellation));
            progress.Report(rows.Count, cases.Count, "cases mapped and drawn");
        }

        if (context.Json) JsonOutput.Write(context.Output, rows);
        else foreach (var line in RandomPrunedTables.Lines(rows)) context.Output.WriteLine(line);
        return rows.All(r => r.Ratio is not < 1 - 1e-9) ? ExitCode.Success : ExitCode.SpecNotMet;
    }

    private static IReadOnlyList<RivalCase> DrawnCases(CommandContext context)
    {
        var (seed, objective, account) = (context.Arguments.GetValue(Seed), MapOptions.ObjectiveOf(context), context.Arguments.GetValue(Steady) ? LatencyAccount.Steady : LatencyAccount.Full);
        var (path, arch) = (context.Arguments.GetValue(Product), context.Arguments.GetValue(Arch));
        if (path is null && arch is null) return RandomPrunedCases.All(seed, objective, account);
        if (path is null || arch is null) throw SpecFiles.Problem(null, $"{(path is null ? Arch : Product).Name} is given alone", "give --problem and --arch, or neither");
        var hardware = ArchitectureFiles.Read(arch, context.Arguments.GetValue(MapOptions.Energies), context.Error, MapWork.NamesOf(path));
        var bits = hardware.Bits ?? new OperandBits(8, 8, 8, 32);
        var problems = ArchitectureFiles.Value(ProblemReader.Read(SpecFiles.ReadText(path, "name a problem file"), path, bits), context.Error);
        return [.. problems.Select((p, i) => new RivalCase(seed, i, p, hardware.Architecture, objective, account))];
    }

    private static ExitCode Liken(CommandContext context, int products, ProgressReporter progress, CancellationToken cancellation)
    {
        if (products < 1) throw SpecFiles.Problem(null, $"--likeness is {products}", "use 1 or more");
        var rows = LikenessBenchmark.Run(products, context.Arguments.GetValue(Seed), done => progress.Report(done, 2 * products, "random products"), cancellation);
        if (context.Json) JsonOutput.Write(context.Output, rows);
        else context.WriteLines(LikenessBenchmark.Lines(rows));
        return ExitCode.Success;
    }
}
