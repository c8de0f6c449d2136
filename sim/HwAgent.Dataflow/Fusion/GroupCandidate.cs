namespace HwAgent.Dataflow.Fusion;

/// <summary>A group with a way to execute it.</summary>
/// <param name="Shape">The group.</param>
/// <param name="Option">The way.</param>
/// <param name="Cost">Exact, or a lower bound.</param>
/// <param name="IsExact">Which of the two.</param>
internal sealed record GroupCandidate(GroupShape Shape, GroupOption Option, GroupCost Cost, bool IsExact);
