using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Fusion;

/// <summary>What to plan.</summary>
/// <param name="Graph">The workload.</param>
/// <param name="Widths">As the graph was made with.</param>
/// <param name="Architecture">The hardware.</param>
/// <param name="Objective">What to make small; of each segment by itself.</param>
/// <param name="Mapper">Maps one product.</param>
public sealed record FusionRequest(TransformerGraph Graph, WidthMap Widths, Architecture Architecture, Objective Objective, ProductMapper Mapper)
{
    /// <summary>Whether operators may be executed together; if not, every intermediate result goes off the chip.</summary>
    public bool IsFused { get; init; } = true;
}
