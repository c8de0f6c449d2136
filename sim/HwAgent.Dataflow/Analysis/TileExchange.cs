namespace HwAgent.Dataflow.Analysis;

/// <summary>The bits that go through each port when tiles change hands, by the level whose tiles they are: entry level * ports + port.</summary>
/// <param name="Id">Unique among those of one nest; the same bits have the same number.</param>
/// <param name="Loads">What comes in for the step that begins.</param>
/// <param name="Stores">What goes out after the step that ended.</param>
internal sealed record TileExchange(int Id, long[] Loads, long[] Stores)
{
    /// <summary>By level: what is left of the exchange for the levels inside of it; null until it was asked for.</summary>
    public TileExchange?[] Inside { get; init; } = [];
}
