using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Architectures;

/// <summary>One level of the memory hierarchy, and the parallel instances of everything below it.</summary>
/// <param name="Name">Unique in the architecture.</param>
/// <param name="Kind">What it is made of.</param>
public sealed record MemoryLevel(string Name, MemoryKind Kind)
{
    /// <summary>Bits of one instance, shared by the operands that it keeps; null: unbounded.</summary>
    public long? SizeBits { get; init; }

    /// <summary>Bits of one access, for which tables give energies. Accesses are counted in bits: a part of a word costs its bits alone.</summary>
    public int WordBits { get; init; } = 8;

    /// <summary>Operands that may be kept here; the others pass by to the level below.</summary>
    public OperandSet MayKeep { get; init; } = OperandSet.All;

    /// <summary>Operands that must be kept here; a part of <see cref="MayKeep"/>.</summary>
    public OperandSet MustKeep { get; init; } = OperandSet.All;

    /// <summary>
    /// 1: a tile is exchanged while nothing computes. 2: the next tile comes in while this one is used, and takes as much room again.
    /// </summary>
    public int Buffers { get; init; } = 2;

    /// <summary>Ports; a transfer that no port serves is free of a bandwidth limit. No transfer is served by two ports.</summary>
    public IReadOnlyList<MemoryPort> Ports { get; init; } = [];

    /// <summary>Energy of one bit read, in picojoules.</summary>
    public double ReadPicojoulesPerBit { get; init; }

    /// <summary>Energy of one bit written, in picojoules.</summary>
    public double WritePicojoulesPerBit { get; init; }

    /// <summary>Where the energies come from.</summary>
    public string EnergySource { get; init; } = "not given";

    /// <summary>Cycles from a request to its first word, added once to the fill of the pipeline; 0 or more.</summary>
    public int LatencyCycles { get; init; }

    /// <summary>Rows, banks and bursts of an outermost level of DRAM, so that the layout of tensors can count (<see cref="Analysis.DramNestModel"/>); null: its bandwidth and bits are all that counts.</summary>
    public DramGeometry? Geometry { get; init; }

    /// <summary>Parallel instances of what is below, outermost axis first; empty for one instance.</summary>
    public IReadOnlyList<SpatialAxis> Fanout { get; init; } = [];
}
