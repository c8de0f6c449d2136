namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping on a local search's way, ordered by how good it is.</summary>
/// <param name="Prices">Its skeleton.</param>
/// <param name="Chains">By dimension: its steps.</param>
/// <param name="Key">How good it is; infinite if it does not fit.</param>
internal sealed record LocalMapping(SkeletonPrices Prices, PricedChain[] Chains, ObjectiveKey Key) : IComparable<LocalMapping>
{
    /// <summary>Equal for equal mappings.</summary>
    public long[] Name => [.. Prices.Choice.Key, .. Chains.SelectMany(c => c.Chain.Steps)];

    /// <inheritdoc/>
    public int CompareTo(LocalMapping? other) => other is null ? 1 : Key.CompareTo(other.Key);
}
