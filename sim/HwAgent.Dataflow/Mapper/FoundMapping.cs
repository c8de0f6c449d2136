namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// A mapping that a search found, ordered by how good it is. An object: the runtime has to compile lists and queries of structures when a program starts,
/// those of objects are compiled with it.
/// </summary>
/// <param name="Mapping">With its cost.</param>
/// <param name="Figures">What counts of the cost.</param>
/// <param name="Key">How good it is.</param>
internal sealed record FoundMapping(RankedMapping Mapping, CostFigures Figures, ObjectiveKey Key) : IComparable<FoundMapping>
{
    /// <summary>Prepares a mapping for the comparisons of a request.</summary>
    public static FoundMapping Of(RankedMapping mapping, MapperRequest request) => new(mapping, mapping.Figures(request.Account), mapping.Key(request));

    /// <inheritdoc/>
    public int CompareTo(FoundMapping? other) => other is null ? 1 : Key.CompareTo(other.Key);
}
