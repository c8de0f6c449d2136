namespace HwAgent.Dataflow.Fusion;

/// <summary>One bar of a schedule's timeline: when a unit is busy with a part of a group in one pass of a segment.</summary>
/// <param name="Group">Index of the group.</param>
/// <param name="Name">The operator, or <c>off-chip</c>.</param>
/// <param name="Unit"><c>array</c>, <c>vector</c> or <c>memory</c>.</param>
/// <param name="StartCycle">Counted from the segment's start. Tiles of a group alternate; a bar adds them up.</param>
/// <param name="EndCycle">Not before the start.</param>
/// <param name="BoundBy">What bounds the group.</param>
public sealed record TimelineSpan(int Group, string Name, string Unit, long StartCycle, long EndCycle, string BoundBy);
