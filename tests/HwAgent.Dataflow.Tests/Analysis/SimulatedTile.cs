namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>What one instance holds of an operand: a box of elements, for the output the number of products in each sum, and the instance that speaks for those that share them.</summary>
internal sealed record SimulatedTile(SimulatedChunk[] Box, ulong Leader)
{
    public long Count => Box.Aggregate(1L, (product, c) => product * c.Extent);

    /// <summary>Where the instance was when it last worked with the tile.</summary>
    public SimulatedPlace? Place { get; set; }

    /// <summary>By element; zero where there is none yet.</summary>
    public Dictionary<long, long> Sums { get; } = [];

    public bool Holds(SimulatedChunk[] other) => Box.Zip(other).All(p => p.First.From <= p.Second.From && p.Second.From + p.Second.Extent <= p.First.From + p.First.Extent);

    /// <summary>The elements as numbers; sizes are below 16.</summary>
    public IEnumerable<long> Elements()
    {
        IEnumerable<long> elements = [0L];
        foreach (var chunk in Box) elements = elements.SelectMany(_ => Enumerable.Range(0, (int)chunk.Extent), (e, i) => 16 * e + chunk.From + i);
        return elements;
    }
}
