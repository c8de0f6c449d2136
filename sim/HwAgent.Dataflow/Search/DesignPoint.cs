using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Search;

/// <summary>An accelerator with a mapping for every product of the workload, and the totals of one pass (repeats included).</summary>
public sealed record DesignPoint
{
    public required AcceleratorParameters Parameters { get; init; }

    public required IReadOnlyList<MappedTask> Tasks { get; init; }

    /// <summary>Cycles of all products one after the other.</summary>
    public required long LatencyCycles { get; init; }

    public required double EnergyPicojoules { get; init; }

    /// <summary>Predicted area of the logic; memories are not in it.</summary>
    public required double AreaGateEquivalents { get; init; }

    public required double OnChipKib { get; init; }

    /// <summary>The objective's value, smaller is better: cycles, picojoules, their product, or gate equivalents.</summary>
    public required double Objective { get; init; }

    /// <summary>What is known of all other designs on the same array within the memory budget; null when nobody looked, or the design is beyond that budget.</summary>
    public OptimalityProof? Proof { get; init; }
}
