using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>A mapping whose bound is the least of a product on given hardware.</summary>
/// <param name="Mapping">Runs on the hardware.</param>
/// <param name="LowerBound">No mapping has less.</param>
/// <param name="Boxes">Sets of mappings bounded.</param>
internal sealed record MappingRelaxation(GemmMapping Mapping, double LowerBound, long Boxes);
