namespace HwAgent.Dataflow.Search;

/// <summary>The best division of the memory of one array that was found.</summary>
/// <param name="Sketch">The design; null when no division holds every product, or none is better than what was to be beaten.</param>
/// <param name="Value">What was minimised.</param>
/// <param name="LowerBound">No division and no mappings on the array have less; no more than what was to be beaten.</param>
/// <param name="Nodes">Ranges of divisions looked at.</param>
/// <param name="Boxes">Sets of mappings bounded.</param>
/// <param name="Walks">Mappings whose cycles were computed exactly.</param>
internal sealed record DivisionOutcome(DesignSketch? Sketch, double Value, double LowerBound, long Nodes, long Boxes, long Walks);
