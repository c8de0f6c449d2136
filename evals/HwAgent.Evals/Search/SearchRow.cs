namespace HwAgent.Evals.Search;

/// <summary>One search, timed.</summary>
/// <param name="Workload">Model and phase.</param>
/// <param name="OnChipKib">Budget for all scratchpads together.</param>
/// <param name="Threads">Threads used.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="PointsConsidered">Pairs of hardware and mapping judged.</param>
/// <param name="PointsExact">Of these, computed exactly.</param>
/// <param name="LatencyCycles">Of the best design.</param>
public sealed record SearchRow(string Workload, double OnChipKib, int Threads, double Seconds, long PointsConsidered, long PointsExact, long LatencyCycles)
{
    /// <summary>What one thread does when all of them have work.</summary>
    public double PointsPerSecondAndThread => PointsConsidered / Seconds / Threads;
}
