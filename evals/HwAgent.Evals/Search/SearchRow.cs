using HwAgent.Dataflow.Specification;

namespace HwAgent.Evals.Search;

/// <summary>One search, timed.</summary>
/// <param name="Workload">Model and phase.</param>
/// <param name="Objective">What was asked to be small.</param>
/// <param name="OnChipKib">Budget for all scratchpads together.</param>
/// <param name="Threads">Threads used.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="CpuSeconds">Processor time of all threads: what the search takes whatever else the machine does.</param>
/// <param name="PointsConsidered">Pairs of hardware and mapping judged.</param>
/// <param name="PointsExact">Of these, computed exactly.</param>
/// <param name="LatencyCycles">Of the best design.</param>
/// <param name="EnergyPicojoules">Of the best design.</param>
/// <param name="Gap">How far that may be above the best of all arrays at most, as a part of it; null when it misses the budget.</param>
public sealed record SearchRow(string Workload, Objective Objective, double OnChipKib, int Threads, double Seconds, double CpuSeconds, long PointsConsidered, long PointsExact, long LatencyCycles, double EnergyPicojoules, double? Gap)
{
    /// <summary>What one core does in a second of its own.</summary>
    public double PointsPerCoreSecond => PointsConsidered / CpuSeconds;
}
