using HwAgent.Dataflow.Analysis;

namespace HwAgent.Dataflow.Fusion;

/// <summary>A group with a way to execute it.</summary>
/// <param name="shape">The group.</param>
/// <param name="option">The way.</param>
/// <param name="cost">Exact, or a lower bound.</param>
/// <param name="isExact">Which of the two.</param>
internal sealed class GroupCandidate(GroupShape shape, GroupOption option, GroupCost cost, bool isExact)
{
    public GroupShape Shape { get; } = shape;

    public GroupOption Option { get; } = option;

    public GroupCost Cost { get; } = cost;

    public bool IsExact { get; } = isExact;

    /// <summary>By execution, what rows and bursts make of it where its layouts agree with those of other groups; null: each has the layouts that suit it.</summary>
    public IReadOnlyList<DramNestCost>? Dram { get; init; }

    /// <summary>The cost as far as it adds up.</summary>
    public ScheduleTotals Totals { get; } = new(cost.Cycles, cost.EnergyPicojoules, cost.Traffic);

    /// <summary>The cost of groups one after the other.</summary>
    public static ScheduleTotals Sum(IEnumerable<GroupCandidate> groups) => groups.Aggregate(ScheduleTotals.None, (sum, g) => sum + g.Totals);
}
