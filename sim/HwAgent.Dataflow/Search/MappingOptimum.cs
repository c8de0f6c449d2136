using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>The best mapping found of one product on given hardware, and what is known of all others.</summary>
/// <param name="Mapping">Runs on the hardware.</param>
/// <param name="Cycles">Exact.</param>
/// <param name="EnergyPicojoules">Exact.</param>
/// <param name="Value">What was minimised: cycles, picojoules, or their weighted sum.</param>
/// <param name="LowerBound">No mapping that runs on the hardware has a smaller value.</param>
/// <param name="Boxes">Sets of mappings bounded.</param>
/// <param name="Walks">Mappings whose cycles were computed exactly.</param>
internal sealed record MappingOptimum(GemmMapping Mapping, long Cycles, double EnergyPicojoules, double Value, double LowerBound, long Boxes, long Walks)
{
    /// <summary>Whether no mapping is better, ties in what is minimised included.</summary>
    public required bool IsOptimal { get; init; }

    /// <summary>How far the value may be above the least, as a part of that.</summary>
    public double Gap => Value > LowerBound ? Value / LowerBound - 1 : 0;
}
