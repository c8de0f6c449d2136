namespace HwAgent.Dataflow.Search;

/// <summary>A design and what is known of its alternatives.</summary>
/// <param name="Sketch">The design.</param>
/// <param name="Array">Null where the products fit no division of the memory budget.</param>
/// <param name="Mappings">One a product.</param>
/// <param name="Considered">Sets of mappings bounded on the way.</param>
/// <param name="Exact">Mappings walked on the way.</param>
internal sealed record ProvenDesign(DesignSketch Sketch, OptimalityProof? Array, IReadOnlyList<OptimalityProof> Mappings, long Considered, long Exact);
