using System.Globalization;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evals.Mapper;

/// <summary>
/// How like the accelerator of hw-templates its description for the general mapper is: random products with random blockings, the latency of the general model over
/// the exact cycles of the design's own (which are those of its RTL: <c>hwagent eval arrays --random</c>).
/// </summary>
public static class LikenessBenchmark
{
    private const int MostRows = 400, MostColumns = 400, MostDepth = 800, MostTries = 10_000;

    private static readonly int[] Sizes = [8, 12, 16, 24, 32];

    /// <summary>One row a dataflow, with as many random products each.</summary>
    /// <param name="products">Of each dataflow; at least 1.</param>
    /// <param name="seed">Of everything random.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static IReadOnlyList<LikenessRow> Run(int products, ulong seed, Action<int> progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(products, 1);
        ArgumentNullException.ThrowIfNull(progress);
        var rows = new List<LikenessRow>();
        var done = 0;
        foreach (var dataflow in Enum.GetValues<ArrayDataflow>())
        {
            var ratios = new double[products];
            for (var i = 0; i < products; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                ratios[i] = Ratio(dataflow, (seed << 32) + (ulong)i);
                progress(++done);
            }

            rows.Add(LikenessRow.Of(dataflow.ToString(), seed, ratios));
        }

        return rows;
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<LikenessRow> rows) =>
    [
        "| Dataflow | Products | Seed | Least | A tenth below | Median | A tenth above | Largest | Within 5 % | Within 10 % |",
        "|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(r => string.Create(
            CultureInfo.InvariantCulture, $"| {r.Dataflow} | {r.Products:N0} | {r.Seed} | {r.Least:F3} | {r.Tenth:F3} | {r.Median:F3} | {r.NineTenths:F3} | {r.Largest:F3} | {r.Within5Percent:P1} | {r.Within10Percent:P1} |")),
    ];

    private static double Ratio(ArrayDataflow dataflow, ulong seed)
    {
        var (hardware, task, mapping, memory) = Case(dataflow, new SplitMix64(seed));
        var (problem, architecture) = (ChipArchitecture.Problem(task), ChipArchitecture.Of(hardware, memory, TechnologyNode.Horowitz45));
        var likeness = new NestModel(problem, architecture).Evaluate(ChipArchitecture.Nest(hardware, task, mapping)).LatencyCycles;
        return (double)likeness / CostModel.Cycles(hardware, task, mapping, memory);
    }

    /// <summary>A product with a blocking, and hardware whose buffers just hold its blocks.</summary>
    private static (AcceleratorParameters Hardware, GemmTask Task, GemmMapping Mapping, MemoryTiming Memory) Case(ArrayDataflow dataflow, SplitMix64 random)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var array = new AcceleratorParameters { Dataflow = dataflow, Rows = Sizes[random.Next(Sizes.Length)], Columns = Sizes[random.Next(Sizes.Length)], BusBits = 64 << random.Next(2) };
            var task = new GemmTask("random", new LayerShape(1 + random.Next(MostRows), 1 + random.Next(MostColumns), 1 + random.Next(MostDepth)), 8);
            var (m, n, k) = task.Shape;
            var mapping = new GemmMapping(
                1 + random.Next(m), array.Columns * (1 + random.Next(1 + (n / array.Columns))), Math.Min(k, array.DepthGranule * (1 + random.Next(1 + (k / array.DepthGranule)))), (BlockOrder)random.Next(2));
            var denominator = 1 + random.Next(4);
            var memory = new MemoryTiming(1 + random.Next(100), 1 + random.Next(denominator), denominator);
            var blocks = new BlockGeometry(array, task, mapping);
            var block = blocks.RowsOf(0) * blocks.ColumnTilesOf(0);
            var hardware = array with
            {
                ActivationWords = Math.Max(2, blocks.ActivationWords(0, 0)), WeightWords = Math.Max(2, blocks.WeightWords(0, 0)),
                AccumulatorRows = Math.Max(4, block), OutputRows = Math.Max(array.Rows, block), ParameterTiles = blocks.ColumnTilesOf(0),
            };
            if (AcceleratorParametersValidation.Validate(hardware).Count == 0 && MappingValidation.Validate(hardware, task, mapping).Count == 0) return (hardware, task, mapping, memory);
        }

        throw new InvalidOperationException($"No random product of {MostTries} runs on a {dataflow} array.");
    }
}
