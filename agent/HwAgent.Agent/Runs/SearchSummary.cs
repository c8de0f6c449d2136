using HwAgent.Dataflow.Search;

namespace HwAgent.Agent.Runs;

/// <summary>What the expert search looked at.</summary>
/// <param name="PointsConsidered">Pairs of hardware and mapping that were judged, most by a bound.</param>
/// <param name="PointsExact">Pairs whose cycles were computed exactly.</param>
/// <param name="Rejections">Why hardware was rejected: budget or rule, and how often.</param>
/// <param name="Front">Designs that no other dominates in predicted latency, energy and area.</param>
public sealed record SearchSummary(long PointsConsidered, long PointsExact, IReadOnlyDictionary<string, long> Rejections, IReadOnlyList<SearchPoint> Front)
{
    /// <summary>Arrays that the templates and the products allow.</summary>
    public int Arrays { get; init; }

    /// <summary>What is known of all other designs within the budget, on all of <see cref="Arrays"/>, against the best one that the search found; null when that misses the budget.</summary>
    public OptimalityProof? Proof { get; init; }
}
