namespace HwAgent.Evaluation.Simulation;

/// <summary>How much a candidate is simulated.</summary>
public sealed record SimulationLimits
{
    /// <summary>A product that takes longer is simulated in a smaller size with the same blocking.</summary>
    public long CyclesPerOperator { get; init; } = 4_000_000;

    /// <summary>Largest memory image of one run, in bytes.</summary>
    public long ImageBytes { get; init; } = 256L << 20;

    /// <summary>Small products with corner operands, random port stalls and a reset in the middle.</summary>
    public int StressRuns { get; init; } = 8;
}
