namespace HwAgent.Dataflow.Search;

/// <summary>What looking at one array gave.</summary>
internal sealed record ArrayOutcome(IReadOnlyList<DesignSketch> Designs, long Considered, long Exact, long OverMemory, long OverCapacity);
