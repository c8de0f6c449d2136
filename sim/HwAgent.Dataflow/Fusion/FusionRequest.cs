using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
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

    /// <summary>
    /// By what part the cycles (for energy: the energy) may be above the least possible if that saves energy (cycles): 0.01 for one per cent. At 0 the order is strict, and a
    /// handful of cycles may cost gigabytes of traffic. Without meaning for energy times latency.
    /// </summary>
    public double Slack { get; init; }

    /// <summary>
    /// Layouts in DRAM to choose from for each operand of each product, so that rows, banks and bursts count; null: bandwidth alone counts. Mappings are found by
    /// bandwidth; what the banks make of them decides between groups and their options. Where groups hand a tensor to each other there, it has one layout in the end (<see cref="LayoutAgreement"/>).
    /// </summary>
    public IReadOnlyList<DramLayoutKind>? Layouts { get; init; }

    /// <summary>Looks for a better mapping of a product than the one that it is given, which it returns if there is none; for the few products of the best schedule that are worth it. Null: they stay.</summary>
    public Func<TensorProblem, Architecture, ProductMapping, ProductMapping>? Refine { get; init; }

    /// <summary>Products that are mapped at the same time, 1 or more; with more than one <see cref="Mapper"/> and <see cref="Refine"/> are called by several threads. The schedule does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}
