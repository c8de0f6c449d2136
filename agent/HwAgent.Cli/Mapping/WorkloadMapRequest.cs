using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>How a workload is to be mapped.</summary>
/// <param name="Objective">What to make small.</param>
/// <param name="Slack">By what part the first figure of a lexicographic objective may be above the least if that saves the second; 0: strict.</param>
/// <param name="IsFused">Whether operators may be executed together.</param>
/// <param name="IsProven">Whether each mapping is held against a search for the best.</param>
/// <param name="Threads">Threads to use; the result does not depend on it.</param>
internal sealed record WorkloadMapRequest(Objective Objective, double Slack, bool IsFused, bool IsProven, int Threads)
{
    /// <summary>Layouts in DRAM to choose from, so that rows and banks count; null: bandwidth alone counts.</summary>
    public IReadOnlyList<DramLayoutKind>? Layouts { get; init; }

    /// <summary>Told how many mappings have been held against a search, and of how many; from any thread.</summary>
    public Action<int, int>? Proven { get; init; }
}
