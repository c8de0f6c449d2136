using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>
/// Random hardware: systolic arrays whose registers hold one operand, arrays of multipliers with a register file for each operand, several cores with an array each, lanes with dot
/// products, a single buffer; with axes fixed to dimensions or free, other constraints, buffers from tiny to big, single or double, ports of any width or none.
/// </summary>
internal static class RivalArchitectures
{
    private static readonly string[] Names = ["H", "M", "N", "K"];

    /// <summary>The next one.</summary>
    public static Architecture Next(RandomChoices random)
    {
        var dram = Memory(random, "dram", MemoryKind.Dram, 20, 64, 512) with { Buffers = 1, SizeBits = null };
        var buffer = Memory(random, "buffer", MemoryKind.Sram, 0.8, 128, 1024) with { SizeBits = 8192L * random.Pick(8, 16, 32, 64, 100, 128, 256, 512, 1024, 2048) };
        var local = Memory(random, "local", MemoryKind.Sram, 0.2, 64, 512) with { SizeBits = 1024L * random.Pick(4, 16, 33, 64, 128, 512) };
        MemoryLevel[] levels = random.Below(6) switch
        {
            0 or 1 => [dram, buffer with { Fanout = Array(random) }, Register(random, "register", random.Pick(OperandSet.Weight, OperandSet.Output, OperandSet.Input, OperandSet.Weight | OperandSet.Output))],
            2 => [dram, Sometimes(random, buffer, OperandSet.Weight) with { Fanout = Array(random) }, .. random.Shuffle([Register(random, "inputs", OperandSet.Input), Register(random, "weights", OperandSet.Weight), Register(random, "sums", OperandSet.Output)])],
            3 => [dram, buffer with { Fanout = [Axis(random, "cores", random.Between(2, 16))] }, Sometimes(random, local, random.Pick(OperandSet.None, OperandSet.Input, OperandSet.Weight, OperandSet.Output)) with { Fanout = Array(random) }, .. random.Chance(0.6) ? (MemoryLevel[])[Register(random, "register", random.Pick(OperandSet.Weight, OperandSet.Output))] : []],
            4 => [dram, buffer, Sometimes(random, local, OperandSet.Output) with { Fanout = [Axis(random, "lanes", random.Between(4, 64))] }, Register(random, "sums", OperandSet.Output) with { Fanout = [Axis(random, "dot", random.Pick(2, 4, 8))] }],
            _ => [dram, buffer with { Fanout = Array(random) }],
        };
        var architecture = new Architecture("random", levels, new ComputeUnit("mac", [new MacEnergy(8, 8, random.Pick(0.1, 0.3, 0.6))], "made up"));
        return architecture with { Constraints = Constraints(random, architecture) };
    }

    /// <summary>Levels, sizes and instances in a line.</summary>
    public static string Describe(Architecture architecture) => string.Join(" ", architecture.Levels.Select(Describe));

    private static string Describe(MemoryLevel level)
    {
        var size = level.SizeBits is { } bits ? FormattableString.Invariant($"{level.Name} {bits / 8.0:0.##}B") : level.Name;
        return (level.Buffers == 2 ? size + " double" : size) + (level.Fanout.Count == 0 ? "" : $" x{string.Join('x', level.Fanout.Select(a => a.Size))}");
    }

    private static MemoryLevel Memory(RandomChoices random, string name, MemoryKind kind, double picojoules, int least, int most) => new(name, kind)
    {
        Buffers = random.Between(1, 2),
        LatencyCycles = random.Pick(0, 0, 0, random.Between(1, 40)),
        ReadPicojoulesPerBit = picojoules,
        WritePicojoulesPerBit = picojoules * random.Pick(1, 1, 1.25),
        Ports = Ports(random, least, most),
    };

    private static MemoryLevel Register(RandomChoices random, string name, OperandSet kept) => new(name, MemoryKind.Register)
    {
        SizeBits = random.Pick(8, 16, 32, 32, 64, 128, 24 * 8, 224 * 8, 512 * 8),
        Buffers = random.Pick(1, 1, 2),
        MayKeep = kept,
        MustKeep = random.Chance(0.7) ? kept : OperandSet.None,
        ReadPicojoulesPerBit = random.Pick(0.004, 0.02),
        WritePicojoulesPerBit = random.Pick(0.004, 0.02),
        Ports = random.Chance(0.2) ? Ports(random, 8, 32) : [],
    };

    /// <summary>A level that an operand may pass by.</summary>
    private static MemoryLevel Sometimes(RandomChoices random, MemoryLevel level, OperandSet free) => random.Below(3) switch
    {
        0 => level with { MustKeep = OperandSet.All & ~free },
        1 when free != OperandSet.All => level with { MustKeep = OperandSet.All & ~free, MayKeep = OperandSet.All & ~free },
        _ => level,
    };

    private static MemoryPort[] Ports(RandomChoices random, int least, int most)
    {
        var bits = random.Between(least, most) + random.Pick(0, 0, 0.5);
        return random.Below(4) switch
        {
            0 => [],
            1 => [new MemoryPort("rw", bits, MemoryPort.Everything)],
            2 => [new MemoryPort("r", bits, MemoryPort.Reads), new MemoryPort("w", random.Between(least, most), MemoryPort.Writes)],
            _ => [new MemoryPort("inputs", bits, 0x00F), new MemoryPort("weights", random.Between(least, most), 0x0F0), new MemoryPort("outputs", random.Between(least, most), 0xF00)],
        };
    }

    private static SpatialAxis[] Array(RandomChoices random)
    {
        var rows = random.Pick(4, 8, 12, 14, 16, 16, 32, 64);
        return random.Chance(0.15) ? [Axis(random, "rows", rows)] : [Axis(random, "rows", rows), random.Chance(0.5) ? Axis(random, "columns", rows) : Axis(random, "columns", random.Between(4, 64))];
    }

    private static SpatialAxis Axis(RandomChoices random, string name, int size) =>
        new(name, size, random.Chance(0.7) ? OperandSet.Input | OperandSet.Weight : random.Pick(OperandSet.None, OperandSet.Input, OperandSet.Weight), random.Chance(0.75));

    private static MappingConstraints Constraints(RandomChoices random, Architecture architecture)
    {
        var constraints = new List<LevelConstraint>();
        foreach (var level in architecture.Levels)
        {
            var constraint = new LevelConstraint(level.Name);
            var axes = new Dictionary<string, IReadOnlyList<string>>();
            foreach (var axis in level.Fanout)
            {
                if (random.Chance(0.4)) axes[axis.Name] = random.Chance(0.6) ? [random.Pick("M", "N", "K")] : random.Shuffle((string[])[.. Names])[..2];
            }

            if (axes.Count > 0) constraint = constraint with { AxisDimensions = axes };
            if (level.Fanout.Count > 0 && random.Chance(0.1)) constraint = constraint with { LargestSpatialFactors = new Dictionary<string, long> { [random.Pick(Names)] = random.Pick(1, 4, 7) } };
            if (axes.Count > 0 && axes.Values.First() is [var only] && random.Chance(0.15)) constraint = constraint with { SpatialFactors = new Dictionary<string, long> { [only] = level.Fanout.First(a => a.Name == axes.Keys.First()).Size } };
            if (level.Kind != MemoryKind.Register && random.Chance(0.1)) constraint = constraint with { Permutation = random.Shuffle((string[])[.. Names])[..random.Between(1, 4)] };
            if (level.Kind == MemoryKind.Register && random.Chance(0.1)) constraint = constraint with { TemporalFactors = new Dictionary<string, long> { [random.Pick(Names)] = 1 } };
            if (constraint.AxisDimensions.Count + constraint.LargestSpatialFactors.Count + constraint.SpatialFactors.Count + constraint.Permutation.Count + constraint.TemporalFactors.Count > 0) constraints.Add(constraint);
        }

        return new MappingConstraints(constraints);
    }
}
