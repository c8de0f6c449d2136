namespace HwAgent.Dataflow.Analysis;

/// <summary>The figures of a mapping that a search compares; each equals that of <see cref="NestCost"/>.</summary>
/// <param name="ComputeCycles">Steps of the loop nest in time.</param>
/// <param name="SteadyCycles">The larger of these and every port's traffic over its bandwidth; never more than the latency.</param>
/// <param name="EnergyPicojoules">Of multiplications and every level.</param>
/// <param name="DramBits">Read from and written to the outermost level.</param>
/// <param name="Fits">Whether every level has room for its tiles.</param>
public readonly record struct CompactCost(long ComputeCycles, long SteadyCycles, double EnergyPicojoules, long DramBits, bool Fits);
