using System.Text.Json.Serialization;

namespace HwAgent.Evaluation.Stages;

/// <summary>What the simulations of a candidate showed.</summary>
public sealed record SimulationSummary
{
    /// <summary>Result elements compared with the golden model, over all runs.</summary>
    public required long Vectors { get; init; }

    /// <summary>Elements that differ.</summary>
    public required long Mismatches { get; init; }

    /// <summary>Measured cycles of one pass: every product that was simulated at full size, times its repeats.</summary>
    public required long Cycles { get; init; }

    /// <summary>Predicted cycles of the same products, times their repeats.</summary>
    public required long PredictedCycles { get; init; }

    /// <summary>Every product of the workload was simulated at full size.</summary>
    public required bool Complete { get; init; }

    /// <summary>Runs with operands from the corners of their ranges, random port stalls and a reset in the middle.</summary>
    public required int StressRuns { get; init; }

    public required IReadOnlyList<OperatorMeasurement> Operators { get; init; }

    /// <summary>Build and runs of the simulator, added up over parallel runs.</summary>
    [JsonIgnore]
    public TimeSpan ToolTime { get; init; }

    /// <summary>Operands, golden model and comparison, added up over parallel runs.</summary>
    [JsonIgnore]
    public TimeSpan OwnTime { get; init; }
}
