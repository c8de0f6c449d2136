using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>What the search is asked for. It draws no random numbers, so it takes no seed.</summary>
public sealed record SearchRequest
{
    /// <summary>The products of one pass of the workload; at least one. Their weight widths and fused work decide what the hardware must have.</summary>
    public required IReadOnlyList<GemmTask> Tasks { get; init; }

    public Budget Budget { get; init; } = new();

    public Objective Objective { get; init; } = Objective.Latency;

    public TechnologyNode Technology { get; init; } = TechnologyNode.Horowitz45;

    /// <summary>Designs to return, at least 1; no two have the same array.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Threads to use; 0 for one a processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Arrays to look at; null for <see cref="ArraySpace.Default"/>.</summary>
    public ArraySpace? Space { get; init; }

    /// <summary>What a spec asks for.</summary>
    /// <param name="spec">Budget, objective, technology and how many designs.</param>
    /// <param name="tasks">The products of its workload.</param>
    public static SearchRequest Of(DesignSpec spec, IReadOnlyList<GemmTask> tasks) => new()
    {
        Tasks = tasks, Budget = spec.Budget, Objective = spec.Objective, Technology = spec.Technology, Keep = spec.Search.Candidates,
    };
}
