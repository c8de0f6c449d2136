using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>The parts of an architecture that <see cref="TilingMapper"/> knows what to do with: off-chip memory, one shared buffer, an array with registers or without.</summary>
internal sealed class TilingHardware
{
    /// <summary>Name of a level above the off-chip memory that stands for the part of the shared buffer where tensors stay; operands that it holds have their home there.</summary>
    public const string ResidentLevel = "(resident)";

    private TilingHardware(Architecture architecture, int dram)
    {
        (Architecture, Dram) = (architecture, dram);
        Axes = architecture.Levels[Buffer].Fanout;
        Sizes = [.. Axes.Select(a => a.Size)];
        Constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == architecture.Levels[Buffer].Name);
        BufferRate = Rate(architecture.Levels[Buffer]);
        DramRate = Rate(architecture.Levels[dram]);
    }

    public Architecture Architecture { get; }

    /// <summary>Level of the off-chip memory: 0, or 1 behind that of resident tensors.</summary>
    public int Dram { get; }

    public int Buffer => Dram + 1;

    /// <summary>Operands kept in the buffer.</summary>
    public OperandSet BufferKeeps => Architecture.Levels[Buffer].MayKeep;

    /// <summary>Operands kept in the registers; null: there are none.</summary>
    public OperandSet? RegisterKeeps => Architecture.Levels.Count > Buffer + 1 ? Architecture.Levels[Buffer + 1].MayKeep : null;

    public IReadOnlyList<SpatialAxis> Axes { get; }

    public IReadOnlyList<int> Sizes { get; }

    /// <summary>What the loops of the buffer must keep to; null: nothing.</summary>
    public LevelConstraint? Constraint { get; }

    public IReadOnlyList<MemoryPort> BufferPorts => Architecture.Levels[Buffer].Ports;

    /// <summary>Bits a cycle of all the buffer's ports.</summary>
    public double BufferRate { get; }

    /// <summary>Bits a cycle of the off-chip memory's busiest port, were it to carry everything.</summary>
    public double DramRate { get; }

    /// <summary>Operands that have a home in the buffer.</summary>
    public OperandSet Resident => Dram == 0 ? OperandSet.None : OperandSet.All & ~Architecture.Levels[Dram].MayKeep;

    /// <summary>Null: the architecture is of another kind.</summary>
    public static TilingHardware? Of(Architecture architecture)
    {
        var levels = architecture.Levels;
        var dram = levels[0].Name == ResidentLevel ? 1 : 0;
        var isKnown = levels.Count is var count && (count == dram + 2 || count == dram + 3) && levels[dram + 1].SizeBits is not null && levels[dram + 1].Fanout.Count <= 2
            && levels[dram + 1].Fanout.All(a => a.Shared == OperandSet.None);
        for (var l = 0; l < count && isKnown; l++) isKnown = l == dram + 1 || levels[l].Fanout.All(a => a.Size == 1);
        return isKnown ? new TilingHardware(architecture, dram) : null;
    }

    private static double Rate(MemoryLevel level) => level.Ports.Count == 0 ? double.PositiveInfinity : level.Ports.Sum(p => p.BitsPerCycle);
}
