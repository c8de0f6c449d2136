using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>What no mapping of a product on given hardware goes below, and a mapping that may reach it.</summary>
/// <param name="Mapping">Runs on the hardware.</param>
/// <param name="LowerBound">No mapping has less.</param>
/// <param name="Boxes">Sets of mappings bounded.</param>
internal sealed record MappingRelaxation(GemmMapping Mapping, double LowerBound, long Boxes);
