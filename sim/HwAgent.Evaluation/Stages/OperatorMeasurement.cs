using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Search;

namespace HwAgent.Evaluation.Stages;

/// <summary>One product of the workload: predicted, and measured in simulation.</summary>
public sealed record OperatorMeasurement
{
    public required string Name { get; init; }

    public required LayerShape Shape { get; init; }

    public required int WeightBits { get; init; }

    /// <summary>Executions in one pass of the workload.</summary>
    public required long Repeats { get; init; }

    /// <summary>Predicted cycles of one execution at full size.</summary>
    public required long PredictedCycles { get; init; }

    /// <summary>Array utilisation of one execution at full size, 0 to 1.</summary>
    public required double Utilisation { get; init; }

    /// <summary><c>compute</c>, <c>memory</c> or <c>latency</c>.</summary>
    public required string BoundBy { get; init; }

    /// <summary>Predicted energy of one execution.</summary>
    public required double EnergyPicojoules { get; init; }

    /// <summary>Bytes over the memory port in one execution.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>What is known of all other mappings of the product on the same hardware; null when nobody looked.</summary>
    public OptimalityProof? MappingProof { get; init; }

    /// <summary>The shape that was simulated: the full one, or a smaller one with the same blocking when the full one takes too long. Null when nothing was.</summary>
    public LayerShape? SimulatedShape { get; init; }

    /// <summary>Predicted cycles of the simulated shape.</summary>
    public long SimulatedPredictedCycles { get; init; }

    /// <summary>Measured cycles of the simulated shape; 0 when nothing was simulated.</summary>
    public long SimulatedCycles { get; init; }

    /// <summary>Wrong elements of the result.</summary>
    public long Mismatches { get; init; }

    public bool IsFullSize => SimulatedShape == Shape;
}
