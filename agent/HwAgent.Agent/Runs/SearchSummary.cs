namespace HwAgent.Agent.Runs;

/// <summary>What the expert search looked at.</summary>
/// <param name="PointsConsidered">Pairs of hardware and mapping that were judged, most by a bound.</param>
/// <param name="PointsExact">Pairs whose cycles were computed exactly.</param>
/// <param name="Rejections">Why hardware was rejected: budget or rule, and how often.</param>
/// <param name="Front">Designs that no other dominates in predicted latency, energy and area.</param>
public sealed record SearchSummary(long PointsConsidered, long PointsExact, IReadOnlyDictionary<string, long> Rejections, IReadOnlyList<SearchPoint> Front);
