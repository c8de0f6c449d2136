using System.Globalization;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Fusion;

/// <summary>What fusing operators saves, and how long it takes to find out: off-chip traffic, cycles and energy of whole models with fusion and without, against what is compulsory.</summary>
public static class FusionBenchmark
{
    private const double Megabit = 8e6;

    private static readonly (string Preset, WorkloadOptions Options)[] Workloads =
    [
        ("llama3-8b", new WorkloadOptions(SequenceLength: 2048, Phase: Phases.Prefill)),
        ("llama3-8b", new WorkloadOptions(ContextLength: 2048, Phase: Phases.Decode)),
        ("vit-b16", new WorkloadOptions()),
    ];

    public static IReadOnlyList<FusionRow> Run(Action<string> progress, CancellationToken cancellation)
    {
        var rows = new List<FusionRow>();
        foreach (var machine in (Architecture[])[Machine(16, 256, 16), Machine(128, 4096, 64)])
        {
            foreach (var (preset, options) in Workloads)
            {
                foreach (var slack in (double[])[0, 0.01])
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress($"{preset} on {machine.Name}");
                    var processor = Environment.CpuUsage.TotalTime;
                    var widths = new WidthMap();
                    var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(preset), options), widths);
                    var schedule = FusionPlanner.Plan(new FusionRequest(graph, widths, machine, Objective.Latency, new TilingMapper(Objective.Latency, slack).Map) { Slack = slack });
                    rows.Add(new FusionRow($"{preset} {graph.Phase}", machine.Name, slack, schedule, (Environment.CpuUsage.TotalTime - processor).TotalSeconds));
                }
            }
        }

        return rows;
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<FusionRow> rows) =>
    [
        "| Workload | Machine | Slack | Off-chip MB: fused | Each operator alone | Compulsory | Million cycles: fused | Alone | Bound | mJ: fused | Alone | Bound | Groups of a block | Options | Costed | Products mapped | Processor s |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
        .. rows.Select(Line),
    ];

    private static string Line(FusionRow row)
    {
        var s = row.Schedule;
        var block = s.Segments.MaxBy(segment => segment.Layers)!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Workload} | {row.Machine} | {row.Slack:P0} | {s.Totals.Traffic.Total / Megabit:N1} | {s.Unfused.Traffic.Total / Megabit:N1} | {s.Bound.Traffic.Total / Megabit:N1} | {s.Totals.Cycles / 1e6:N2} | {s.Unfused.Cycles / 1e6:N2} | {s.Bound.Cycles / 1e6:N2} | {s.Totals.EnergyPicojoules / 1e9:N1} | {s.Unfused.EnergyPicojoules / 1e9:N1} | {s.Bound.EnergyPicojoules / 1e9:N1} | {string.Join("; ", block.Groups.Select(g => string.Join(", ", g.Operators.Select(Short))))} | {s.OptionsConsidered:N0} | {s.OptionsEvaluated:N0} | {s.ProductsMapped:N0} | {row.CpuSeconds:0.000} |");
    }

    private static string Short(string name) => name[(name.IndexOf(".block.", StringComparison.Ordinal) is var i && i >= 0 ? i + ".block.".Length : 0)..];

    /// <summary>
    /// Weights stay in the array, one row of it multicasts an input, one column sums up. Energies as the peers were given them (mappers' comparison: MAC 0.3 pJ, register 0.03,
    /// buffer 6.25 and off-chip memory 162.5 pJ a byte); ports of the buffer carry 8 bytes a cycle each way for every row of the array.
    /// </summary>
    private static Architecture Machine(int side, int bufferKib, int bytesPerCycle) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{side}x{side}, {bufferKib} KiB, {bytesPerCycle} B/cycle"),
            [
                new MemoryLevel("DRAM", MemoryKind.Dram)
                {
                    Ports = [new MemoryPort("bus", 8 * bytesPerCycle, MemoryPort.Everything)],
                    ReadPicojoulesPerBit = 162.5 / 8,
                    WritePicojoulesPerBit = 162.5 / 8,
                },
                new MemoryLevel("buffer", MemoryKind.Sram)
                {
                    SizeBits = 8192L * bufferKib,
                    Ports = [new MemoryPort("read", 64 * side, MemoryPort.Reads), new MemoryPort("write", 64 * side, MemoryPort.Writes)],
                    ReadPicojoulesPerBit = 6.25 / 8,
                    WritePicojoulesPerBit = 6.25 / 8,
                    Fanout = [new SpatialAxis("rows", side), new SpatialAxis("columns", side)],
                },
                new MemoryLevel("register", MemoryKind.Register)
                {
                    SizeBits = 32,
                    MayKeep = OperandSet.Weight,
                    MustKeep = OperandSet.Weight,
                    ReadPicojoulesPerBit = 0.03 / 8,
                    WritePicojoulesPerBit = 0.03 / 8,
                },
            ],
            new ComputeUnit("mac", [new MacEnergy(8, 8, 0.3)], "as the peers were given it"))
        {
            Vector = new VectorUnit(side, 0.1),
        };
}
