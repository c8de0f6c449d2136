using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The schedule of a workload: which operators are executed together, and how.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Phase">Its phase.</param>
/// <param name="Architecture">Name of the hardware.</param>
/// <param name="Objective">What was made small.</param>
/// <param name="Segments">In execution order.</param>
public sealed record FusedSchedule(string Name, string Phase, string Architecture, Objective Objective, IReadOnlyList<SegmentSchedule> Segments)
{
    /// <summary>Of one pass of the workload.</summary>
    public ScheduleTotals Totals => Sum(s => s.Totals);

    /// <summary>When each operator is executed alone.</summary>
    public ScheduleTotals Unfused => Sum(s => s.Unfused);

    /// <summary>No schedule is below any of these.</summary>
    public ScheduleTotals Bound => Sum(s => s.Bound);

    /// <summary>No schedule of the groups and tilings that were considered is below any of these, whatever the mappings of its products.</summary>
    public ScheduleTotals Floor => Sum(s => s.Floor);

    /// <summary>Cycles over the bound's, less 1: 0 is optimal whatever could be fused beyond the groups that were considered.</summary>
    public double CyclesGap => Gap(Totals.Cycles, Bound.Cycles);

    /// <summary>Energy over the bound's, less 1.</summary>
    public double EnergyGap => Gap(Totals.EnergyPicojoules, Bound.EnergyPicojoules);

    /// <summary>Cycles over the floor's, less 1: by how much other mappings could do better at most.</summary>
    public double CyclesToFloor => Gap(Totals.Cycles, Floor.Cycles);

    /// <summary>Energy over the floor's, less 1.</summary>
    public double EnergyToFloor => Gap(Totals.EnergyPicojoules, Floor.EnergyPicojoules);

    /// <summary>Off-chip bits over the bound's, less 1.</summary>
    public double TrafficGap => Gap(Totals.Traffic.Total, Bound.Traffic.Total);

    /// <summary>By what part the objective's figure may be above the best for the sake of the other.</summary>
    public required double Slack { get; init; }

    /// <summary>Groups times ways to execute them, of which the chosen ones are the best.</summary>
    public required long OptionsConsidered { get; init; }

    /// <summary>Options whose exact cost had to be known.</summary>
    public required long OptionsEvaluated { get; init; }

    /// <summary>Products that were mapped for it.</summary>
    public required long ProductsMapped { get; init; }

    private ScheduleTotals Sum(Func<SegmentSchedule, ScheduleTotals> of) => Segments.Aggregate(ScheduleTotals.None, (sum, s) => sum + (s.Layers * of(s)));

    private static double Gap(double value, double bound) => bound > 0 ? (value / bound) - 1 : 0;
}
