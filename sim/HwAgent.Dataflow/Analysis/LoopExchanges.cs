namespace HwAgent.Dataflow.Analysis;

/// <summary>What changes hands between the iterations of a temporal loop, by its groups of equal iterations.</summary>
/// <param name="Again">Within a group; null for a group of one.</param>
/// <param name="Next">From a group to the next one; one less than there are groups.</param>
internal sealed record LoopExchanges(TileExchange?[] Again, TileExchange[] Next);
