namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping of a local search with its exact cost, ordered by how good that is.</summary>
/// <param name="Mapping">On the search's way, with a cost that leaves the pipeline out.</param>
/// <param name="Ranked">The same with its exact cost.</param>
/// <param name="Key">How good the exact cost is.</param>
internal sealed record CostedMapping(LocalMapping Mapping, RankedMapping Ranked, ObjectiveKey Key) : IComparable<CostedMapping>
{
    /// <inheritdoc/>
    public int CompareTo(CostedMapping? other) => other is null ? 1 : Key.CompareTo(other.Key);
}
