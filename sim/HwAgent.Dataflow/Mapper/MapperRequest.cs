using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>What to map, to what, and what to make small.</summary>
/// <param name="Problem">The product.</param>
/// <param name="Architecture">The hardware, with the constraints that mappings keep to.</param>
/// <param name="Objective">Latency, energy or their product; ties are broken by the others, then by DRAM bits. Area is no property of a mapping and is refused.</param>
public sealed record MapperRequest(TensorProblem Problem, Architecture Architecture, Objective Objective = Objective.Latency)
{
    /// <summary>Mappings to return, best first; at least 1.</summary>
    public int Keep { get; init; } = 1;

    /// <summary>The latency that counts.</summary>
    public LatencyAccount Account { get; init; } = LatencyAccount.Full;

    /// <summary>
    /// By what part the cycles (for energy: the energy) may be above the least if that saves energy (cycles): 0.01 for one per cent. At 0 the order is strict, and a handful
    /// of cycles may cost much traffic. Without meaning for energy times latency.
    /// </summary>
    public double Slack { get; init; }

    /// <summary>What is below it in the objective's first figure is as good as it.</summary>
    internal double Enough { get; init; }

    /// <summary>
    /// Costs and bounds that are computed at most before the search ends with what it has; the gap is then given. The exact pipeline of one mapping counts
    /// as <see cref="PipelineWeight"/> of them, of one on a walk as a third.
    /// </summary>
    public long MostEvaluations { get; init; } = 400_000;

    /// <summary>Threads that one search may use; the result does not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>About how many steady costs take as long as one exact pipeline.</summary>
    public const int PipelineWeight = 20;
}
