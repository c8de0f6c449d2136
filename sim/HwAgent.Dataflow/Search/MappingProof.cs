namespace HwAgent.Dataflow.Search;

/// <summary>What is known of all other mappings of a product on the same hardware, buffers included, under the exact cycle model.</summary>
/// <param name="Minimised">What mappings were compared by: <c>cycles</c>, <c>picojoules</c>, or <c>weighted</c>, a sum of both with the weights of the design's totals.</param>
/// <param name="LowerBound">No mapping that runs on the hardware has less.</param>
/// <param name="Gap">How far the mapping may be above the best one, as a part of that: 0 when it is proven optimal.</param>
/// <param name="IsOptimal">No mapping is better.</param>
public sealed record MappingProof(string Minimised, double LowerBound, double Gap, bool IsOptimal);
