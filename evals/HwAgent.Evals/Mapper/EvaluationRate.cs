using System.Globalization;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper;

/// <summary>How many mappings of a product to three levels are costed in a second of one core: with all figures, and with those alone that a search compares.</summary>
public static class EvaluationRate
{
    private const int Rounds = 24;

    private static readonly TensorProblem Problem = TensorProblem.Gemm("a_proj", 197, 768, 768);

    private static readonly Architecture Array = new(
        "16x16",
        [
            new MemoryLevel("DRAM", MemoryKind.Dram) { Ports = [new MemoryPort("bus", 128, MemoryPort.Everything)], ReadPicojoulesPerBit = 20.3, WritePicojoulesPerBit = 20.3 },
            new MemoryLevel("Buffer", MemoryKind.Sram)
            {
                SizeBits = 256 * 8192,
                Ports = [new MemoryPort("read", 1024, MemoryPort.Reads), new MemoryPort("write", 1024, MemoryPort.Writes)],
                ReadPicojoulesPerBit = 0.78,
                WritePicojoulesPerBit = 0.78,
                Fanout = [new SpatialAxis("rows", 16), new SpatialAxis("columns", 16)],
            },
            new MemoryLevel("Register", MemoryKind.Register) { SizeBits = 4096, ReadPicojoulesPerBit = 0.004, WritePicojoulesPerBit = 0.004 },
        ],
        new ComputeUnit("MAC", [new MacEnergy(8, 8, 0.3)], "the peers' table"));

    /// <summary>Measures; each row with a count, processor seconds and a rate.</summary>
    /// <exception cref="InvalidOperationException">The two ways to cost a mapping differ.</exception>
    public static IReadOnlyList<EvaluationRow> Run(CancellationToken cancellation)
    {
        long[] rows = [.. Enumerable.Range(1, 24).Select(i => 8L * i)];
        long[] columns = [.. Enumerable.Range(1, 40).Select(i => 16L * i)];
        var compact = new CompactNest(Problem, Array, Nest(rows[0], columns[0], columns[0]));
        var model = new NestModel(Problem, Array);
        var answers = new long[compact.Answers];
        compact.Measure(0, [], answers);
        var found = new List<EvaluationRow>();
        // The last round counts: the first ones are compiled on the way.
        for (var round = 1; round <= Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (start, count, cycles) = (Environment.CpuUsage.UserTime, 0L, 0L);
            foreach (var m in rows)
            {
                compact.Measure(1, [m, 8, 1], answers);
                foreach (var n in columns)
                {
                    compact.Measure(2, [n, 16, 1], answers);
                    foreach (var k in columns)
                    {
                        compact.Measure(3, [k, 16, 1], answers);
                        cycles += compact.Evaluate(answers).SteadyCycles;
                        count++;
                    }
                }
            }

            if (round == Rounds) found.Add(new EvaluationRow("cycles, energy, DRAM bits", count, (Environment.CpuUsage.UserTime - start).TotalSeconds));
            (start, count) = (Environment.CpuUsage.UserTime, 0);
            foreach (var m in rows)
            {
                foreach (var n in columns.Where(n => n % 160 == 0))
                {
                    foreach (var k in columns.Where(k => k % 160 == 0))
                    {
                        var cost = model.Evaluate(Nest(m, n, k));
                        count++;
                        if (round == 1) Compare(compact, answers, m, n, k, cost);
                    }
                }
            }

            if (round == Rounds) found.Add(new EvaluationRow("all figures, exact latency", count, (Environment.CpuUsage.UserTime - start).TotalSeconds));
        }

        return found;
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<EvaluationRow> rows) =>
    [
        "| Figures | Mappings | Processor seconds | Mappings a second and core |",
        "|---|---|---|---|",
        .. rows.Select(r => string.Create(CultureInfo.InvariantCulture, $"| {r.Figures} | {r.Mappings:N0} | {r.CpuSeconds:0.000} | {r.MappingsPerCoreSecond:N0} |")),
    ];

    private static LoopNest Nest(long m, long n, long k) => new(
    [
        new LevelNest([new TemporalLoop(1, m), new TemporalLoop(2, n), new TemporalLoop(3, k)], []),
        new LevelNest([new TemporalLoop(1, 8), new TemporalLoop(3, 16), new TemporalLoop(2, 16)], [new SpatialLoop(2, 1, 0), new SpatialLoop(3, 1, 1)]),
        new LevelNest([new TemporalLoop(1, 1)], []),
    ]);

    private static void Compare(CompactNest compact, long[] answers, long m, long n, long k, NestCost cost)
    {
        compact.Measure(1, [m, 8, 1], answers);
        compact.Measure(2, [n, 16, 1], answers);
        compact.Measure(3, [k, 16, 1], answers);
        var figures = compact.Evaluate(answers);
        if (figures.SteadyCycles == cost.SteadyCycles && figures.EnergyPicojoules == cost.EnergyPicojoules && figures.DramBits == cost.DramBits) return;
        throw new InvalidOperationException($"two costs of the mapping with the steps {m}, {n}, {k}: {figures} and {cost}");
    }
}
