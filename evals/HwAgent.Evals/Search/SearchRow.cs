namespace HwAgent.Evals.Search;

/// <summary>One search, timed.</summary>
/// <param name="Workload">Model and phase.</param>
/// <param name="Threads">Threads used.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="PointsConsidered">Pairs of hardware and mapping judged.</param>
/// <param name="PointsExact">Of these, computed exactly.</param>
/// <param name="LatencyCycles">Of the best design.</param>
public sealed record SearchRow(string Workload, int Threads, double Seconds, long PointsConsidered, long PointsExact, long LatencyCycles)
{
    public double PointsPerSecond => PointsConsidered / Seconds;
}
