using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>How products are to be mapped.</summary>
/// <param name="Objective">What to make small.</param>
/// <param name="Account">The latency that counts.</param>
/// <param name="Slack">By what part the first figure of a lexicographic objective may be above the least if that saves the second; 0: strict.</param>
/// <param name="Threads">Threads to use; the result does not depend on it.</param>
internal sealed record ProductMapRequest(Objective Objective, LatencyAccount Account, double Slack, int Threads)
{
    /// <summary>Mappings of a single product to give, best first.</summary>
    public int Top { get; init; } = 1;

    /// <summary>Layouts of tensors in DRAM to choose from, so that rows and bursts say which mapping is best; null where bandwidth does.</summary>
    public IReadOnlyList<DramLayoutKind>? Layouts { get; init; }

    /// <summary>Whether a single product is also searched for what can be traded for what.</summary>
    public bool WithFront { get; init; }
}
