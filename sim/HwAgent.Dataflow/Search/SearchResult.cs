namespace HwAgent.Dataflow.Search;

/// <summary>What the search found.</summary>
public sealed record SearchResult
{
    /// <summary>Best first, each on another array; empty only when no product can be mapped at all (<see cref="Rejections"/> says why).</summary>
    public required IReadOnlyList<DesignPoint> Best { get; init; }

    /// <summary>Of all fully evaluated designs within the budget: those that no other beats in latency, energy and area at once. Fastest first.</summary>
    public required IReadOnlyList<DesignPoint> ParetoFront { get; init; }

    /// <summary>What the best design misses, e.g. <c>latency 12.3 ms, budget 10 ms</c>; empty when it meets every budget.</summary>
    public required IReadOnlyList<string> Misses { get; init; }

    /// <summary>Pairs of hardware and mapping that were considered through their bounds.</summary>
    public required long PointsConsidered { get; init; }

    /// <summary>Of those, the ones whose cycles were computed exactly.</summary>
    public required long PointsExact { get; init; }

    /// <summary>Whole accelerators with a mapping for every product that were evaluated exactly.</summary>
    public required long DesignsEvaluated { get; init; }

    /// <summary>
    /// Why the rest was left out. Arrays by the budget that they cannot meet whatever the mapping (<c>area</c>, <c>latency</c>, <c>energy</c>), by
    /// the rule of the templates that forbids them (<c>parameters.rows</c>, <c>mapping.overflow</c>, ...), or <c>bound</c> when a design found earlier
    /// beats them; <c>on_chip</c>: pairs of hardware and mapping that need more memory than the budget has; <c>capacity</c>: pairs beyond the
    /// template's largest buffers. Evaluated designs that miss a budget: <c>design.latency</c> and so on.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Rejections { get; init; }

    /// <summary>Arrays that the templates and the products allow.</summary>
    public int Arrays { get; init; }

    /// <summary>What is known of all other designs that keep the budget, on all of <see cref="Arrays"/>; null when the best design misses it.</summary>
    public OptimalityProof? Proof { get; init; }
}
