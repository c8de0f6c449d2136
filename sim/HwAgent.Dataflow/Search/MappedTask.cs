using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>A product, how it is blocked, and what one execution costs.</summary>
public sealed record MappedTask(GemmTask Task, GemmMapping Mapping, CostBreakdown Cost)
{
    /// <summary>What is known of all other mappings on the same hardware; null when nobody looked.</summary>
    public OptimalityProof? Proof { get; init; }
}
