namespace HwAgent.Dataflow.Search;

/// <summary>What looking at one array gave.</summary>
/// <param name="Designs">Evaluated exactly.</param>
/// <param name="Bound">Not above the score of any design on the array; null when nothing can be mapped.</param>
/// <param name="Considered">Mappings bounded.</param>
/// <param name="Exact">Mappings walked.</param>
/// <param name="OverMemory">Mappings beyond the memory budget.</param>
/// <param name="OverCapacity">Mappings beyond the largest buffers.</param>
internal sealed record ArrayOutcome(IReadOnlyList<DesignSketch> Designs, DesignScore? Bound, long Considered, long Exact, long OverMemory, long OverCapacity);
