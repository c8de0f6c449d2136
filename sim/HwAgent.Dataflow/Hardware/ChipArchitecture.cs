using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Hardware;

/// <summary>
/// The accelerator of hw-templates in the general vocabulary: memory levels, ports, axes, so that the general mapper and other tools can take a design.
/// It is a likeness. Not in it: that blocks are walked back and forth and keep one piece on chip at each turn; parameters, residuals and the activation table;
/// beats that edges waste; the few cycles an instruction takes. <see cref="CostModel"/> is exact.
/// </summary>
public static class ChipArchitecture
{
    private const string Lanes = "lanes";
    private const string Elements = "elements";
    private const int M = 1, N = 2, K = 3;

    /// <summary>DRAM, the scratchpads of activations and weights, the lanes' memories of sums and results, and the registers of the elements; with the loops that the controller can run.</summary>
    /// <param name="p">The accelerator.</param>
    /// <param name="memory">What is behind its port.</param>
    /// <param name="technology">Energies.</param>
    public static Architecture Of(AcceleratorParameters p, MemoryTiming memory, TechnologyNode technology)
    {
        ArgumentNullException.ThrowIfNull(p);
        ArgumentNullException.ThrowIfNull(technology);
        var rates = SramRates.Of(p, technology);
        var isOs = p.IsOutputStationary;
        var bitsPerCycle = (double)p.BusBits * memory.Numerator / memory.Denominator;
        // Sums of 32 bits and two halves of results; a product that is not cut along K needs no sums, so the results decide what fits.
        var lanes = Level(Lanes, MemoryKind.Sram, OperandSet.Output, 64L * p.Columns * p.OutputRows, 32, rates.Output) with
        {
            Fanout =
            [
                new SpatialAxis("rows", p.Rows, isOs ? OperandSet.Weight : OperandSet.None),
                new SpatialAxis("columns", p.Columns, OperandSet.Input),
            ],
        };
        return new Architecture(
            $"{(isOs ? "os" : "ws")}-{p.Rows}x{p.Columns}",
            [
                Level("dram", MemoryKind.Dram, OperandSet.All, null, p.BusBits, technology.DramPicojoulesPerByte) with
                {
                    LatencyCycles = memory.LatencyCycles, Ports = [new MemoryPort("bus", bitsPerCycle, MemoryPort.Everything)],
                },
                Level("activations", MemoryKind.Sram, OperandSet.Input, 2L * p.ActivationWords * p.ActivationBanks * p.BusBits, p.BusBits, rates.Activation),
                Level("weights", MemoryKind.Sram, OperandSet.Weight, 2L * p.WeightWords * p.WeightWordBeats * p.BusBits, p.BusBits * p.WeightWordBeats, rates.Weight),
                lanes,
                isOs
                    ? Level(Elements, MemoryKind.Register, OperandSet.Output, 64, 32, technology.RegisterPicojoulesPerByte)
                    : Level(Elements, MemoryKind.Register, OperandSet.Weight, 2L * p.MaxWeightBits, p.MaxWeightBits, technology.RegisterPicojoulesPerByte),
            ],
            // Narrow weights are sign-extended in front of multipliers that are as wide as the widest.
            new ComputeUnit("mac", [.. ((int[])[8, 4, 2]).Select(bits => new MacEnergy(8, bits, technology.MacPicojoules(p.MaxWeightBits)))], technology.Name))
        {
            Constraints = new MappingConstraints(
            [
                new LevelConstraint("dram") { Permutation = ["K"] },
                new LevelConstraint("activations") { TemporalFactors = None("M", "N", "K") },
                new LevelConstraint("weights") { TemporalFactors = None("M", "N", "K") },
                new LevelConstraint(Lanes)
                {
                    TemporalFactors = None(isOs ? "K" : "M"),
                    AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["rows"] = [isOs ? "M" : "K"], ["columns"] = ["N"] },
                },
                new LevelConstraint(Elements) { TemporalFactors = isOs ? None("M", "N") : None("K", "N") },
            ]),
        };

        MemoryLevel Level(string name, MemoryKind kind, OperandSet keeps, long? bits, int word, double picojoulesPerByte) => new(name, kind)
        {
            SizeBits = bits, WordBits = word, MayKeep = keeps, MustKeep = keeps, Buffers = 2,
            ReadPicojoulesPerBit = picojoulesPerByte / 8, WritePicojoulesPerBit = picojoulesPerByte / 8, EnergySource = technology.Name,
        };
    }

    /// <summary>A product without what is fused into it.</summary>
    public static TensorProblem Problem(GemmTask task) =>
        TensorProblem.Gemm(task.Name, task.Shape.M, task.Shape.N, task.Shape.K, weightBits: task.WeightBits, outputBits: task.Residual ? 16 : 8) with { Repeats = task.Repeats };

    /// <summary>The loops of a blocking: blocks and chunks from DRAM, tiles within a block, the array, and what streams through it.</summary>
    public static LoopNest Nest(AcceleratorParameters p, GemmTask task, GemmMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(p);
        var (m, n, k) = task.Shape;
        TemporalLoop rows = new(M, Math.Min(m, mapping.BlockRows)), columns = new(N, Math.Min(n, mapping.BlockColumns)), depth = new(K, Math.Min(k, mapping.BlockDepth));
        TemporalLoop[] tiles = p.IsOutputStationary ? [new(N, p.Columns), new(M, p.Rows)] : [new(N, p.Columns), new(K, p.Rows)];
        return new LoopNest(
        [
            new LevelNest(mapping.Order == BlockOrder.RowsOuter ? [rows, columns, depth] : [columns, rows, depth], []),
            new LevelNest([], [], OperandSet.Input),
            new LevelNest([], [], OperandSet.Weight),
            new LevelNest(tiles, [new SpatialLoop(p.IsOutputStationary ? M : K, 1, 0), new SpatialLoop(N, 1, 1)], OperandSet.Output),
            new LevelNest([new(p.IsOutputStationary ? K : M, 1)], [], p.IsOutputStationary ? OperandSet.Output : OperandSet.Weight),
        ]);
    }

    private static Dictionary<string, long> None(params IReadOnlyList<string> dimensions) => dimensions.ToDictionary(d => d, _ => 1L);
}
