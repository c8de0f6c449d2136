namespace HwAgent.Dataflow.Fusion;

/// <summary>The schedule of one segment; figures are those of one pass, of which there are <see cref="Layers"/>.</summary>
/// <param name="Name">The segment's name.</param>
/// <param name="Layers">Times that it is executed.</param>
/// <param name="Groups">In execution order.</param>
/// <param name="Totals">Sum of the groups.</param>
/// <param name="Unfused">The best schedule in which each operator is executed alone, with the mappings of the first search.</param>
/// <param name="Bound">No schedule is below any of these: multipliers and lanes that never wait; parameters, what comes in and what goes out moved once.</param>
/// <param name="Timeline">When each unit is busy.</param>
public sealed record SegmentSchedule(string Name, long Layers, IReadOnlyList<FusedGroup> Groups, ScheduleTotals Totals, ScheduleTotals Unfused, ScheduleTotals Bound, IReadOnlyList<TimelineSpan> Timeline)
{
    /// <summary>No schedule of the groups and tilings that were considered is below any of these, whatever the mappings of its products. At least the bound.</summary>
    public required ScheduleTotals Floor { get; init; }
}
