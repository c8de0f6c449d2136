using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>A mapping, or a schedule of a workload, that no other one that was found beats in cycles, energy and DRAM traffic at once.</summary>
/// <param name="Cycles">Latency.</param>
/// <param name="EnergyPicojoules">Of memories, multipliers and the vector unit.</param>
/// <param name="DramBytes">Read from and written to the outermost level, rounded up.</param>
public sealed record MapFrontPoint(long Cycles, double EnergyPicojoules, long DramBytes)
{
    /// <summary>What the search that ended with it made small; null: it was seen on the way.</summary>
    public string? FoundFor { get; init; }

    /// <summary>The mapping; null for schedules, and where only figures were asked for.</summary>
    public LoopNest? Nest { get; init; }

    /// <summary>The mapping as a person reads it.</summary>
    public string? NestText { get; init; }
}
