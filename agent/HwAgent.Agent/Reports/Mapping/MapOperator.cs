using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One operator of a mapped workload.</summary>
/// <param name="Name">Its name in the workload.</param>
/// <param name="Shape">For people: <c>2048 x 4096 x 11008</c>, or so many elements.</param>
/// <param name="Repeats">Executions in one pass.</param>
/// <param name="Cycles">Of one execution.</param>
/// <param name="EnergyPicojoules">Of one execution.</param>
/// <param name="DramBytes">Of one execution, rounded up.</param>
public sealed record MapOperator(string Name, string Shape, long Repeats, long Cycles, double EnergyPicojoules, long DramBytes)
{
    /// <summary>Multiply-accumulates of one execution; 0 for the vector unit's operators.</summary>
    public long Macs { get; init; }

    /// <summary>Width of the second operand; 0 for the vector unit's operators.</summary>
    public int WeightBits { get; init; }

    /// <summary>Index of its fusion group; null when nothing was fused.</summary>
    public int? Group { get; init; }

    /// <summary>Its mapping; null for the vector unit's operators.</summary>
    public LoopNest? Nest { get; init; }

    /// <summary>The mapping as a person reads it.</summary>
    public string? NestText { get; init; }

    /// <summary>The mapping's cost in full; null for the vector unit's operators.</summary>
    public NestCost? Cost { get; init; }

    /// <summary>Whether the search proved that no mapping of its space is better; null when there was no search.</summary>
    public bool? IsOptimal { get; init; }

    /// <summary>How far the objective is above its lower bound, at most: 0 when it is optimal; null when there was no search.</summary>
    public double? Gap { get; init; }

    /// <summary>Whether the search left steps out that are too many, so that the gap is to the bound of the others.</summary>
    public bool IsThinned { get; init; }

    /// <summary>What bounds its latency: <c>compute</c>, <c>vector</c> or the name of a memory level.</summary>
    public required string BoundBy { get; init; }

    /// <summary>What rows, banks and bursts of the off-chip memory make of it, in its cycles and energy, too; null when they do not count.</summary>
    public MapDram? Dram { get; init; }

    /// <summary>Layouts of its tensors in DRAM, the fastest first; empty when none was asked for.</summary>
    public IReadOnlyList<MapDramLayout> DramLayouts { get; init; } = [];
}
