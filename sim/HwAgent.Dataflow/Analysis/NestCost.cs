namespace HwAgent.Dataflow.Analysis;

/// <summary>What one execution of a problem costs under one mapping.</summary>
public sealed record NestCost
{
    /// <summary>From the first word out of the outermost level to the last word back in it: compute, fill, drain and stalls.</summary>
    public required long LatencyCycles { get; init; }

    /// <summary>Steps of the loop nest in time: what it would take if no memory ever kept the multipliers waiting.</summary>
    public required long ComputeCycles { get; init; }

    /// <summary>The larger of <see cref="ComputeCycles"/> and every port's traffic over its bandwidth: Timeloop's account of latency, and a lower bound of <see cref="LatencyCycles"/>.</summary>
    public required long SteadyCycles { get; init; }

    /// <summary>Cycles before the first multiplication.</summary>
    public required long FillCycles { get; init; }

    /// <summary>Cycles after the last multiplication.</summary>
    public required long DrainCycles { get; init; }

    /// <summary>Cycles between the first and the last multiplication in which the multipliers wait.</summary>
    public long StallCycles => LatencyCycles - ComputeCycles - FillCycles - DrainCycles;

    /// <summary>Multiply-accumulates.</summary>
    public required long Macs { get; init; }

    /// <summary>Multiply-accumulates over what the multipliers could have done in <see cref="LatencyCycles"/>, 0 to 1.</summary>
    public required double Utilisation { get; init; }

    /// <summary>Outermost first.</summary>
    public required IReadOnlyList<LevelCost> Levels { get; init; }

    /// <summary>Energy of the multiplications.</summary>
    public required double ComputePicojoules { get; init; }

    /// <summary>What bounds the latency: <c>compute</c>, or the name of a level whose port is busy longest.</summary>
    public required string BoundBy { get; init; }

    /// <summary>Energy of multiplications and of every level.</summary>
    public double EnergyPicojoules => ComputePicojoules + Levels.Sum(l => l.EnergyPicojoules);

    /// <summary>Bits read from and written to the outermost level.</summary>
    public long DramBits => Levels[0].ReadBits + Levels[0].WrittenBits;
}
