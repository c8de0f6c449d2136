namespace HwAgent.Dataflow.Analysis;

/// <summary>What is counted of a tile in place of its elements: a product over its dimensions, or a function of how many elements it has.</summary>
/// <param name="Ranges">By dimension; null where it counts elements, or as a whole where the other is given.</param>
/// <param name="OfElements">From the tile's elements to what counts.</param>
internal sealed record TileMeasure(IReadOnlyList<RangeMeasure?>? Ranges, Func<long, long>? OfElements)
{
    /// <summary>A function of the tile's elements.</summary>
    public static TileMeasure Of(Func<long, long> elements) => new(null, elements);

    /// <summary>A product over the dimensions.</summary>
    public static TileMeasure Of(IReadOnlyList<RangeMeasure?> ranges) => new(ranges, null);
}
