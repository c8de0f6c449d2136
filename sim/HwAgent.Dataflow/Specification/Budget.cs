namespace HwAgent.Dataflow.Specification;

/// <summary>What a design may cost; null means no limit.</summary>
public sealed record Budget
{
    /// <summary>Logic in gate equivalents (two-input NANDs); scratchpads are bounded by <see cref="OnChipKib"/>.</summary>
    public long? AreaGateEquivalents { get; init; }

    /// <summary>All scratchpads together, in KiB.</summary>
    public double? OnChipKib { get; init; }

    /// <summary>Bytes that memory delivers or takes in one cycle of the accelerator's clock.</summary>
    public double DramBytesPerCycle { get; init; } = 16;

    public double ClockMegahertz { get; init; } = 500;

    /// <summary>One pass of the workload, in milliseconds.</summary>
    public double? LatencyMilliseconds { get; init; }

    /// <summary>One pass of the workload, in millijoules.</summary>
    public double? EnergyMillijoules { get; init; }
}
