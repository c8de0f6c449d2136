namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Work on one unit in the timeline.</summary>
/// <param name="Unit"><c>array</c>, <c>vector</c> or the name of a memory level.</param>
/// <param name="Label">What is done.</param>
/// <param name="StartCycle">Of one execution of the segment that the timeline shows.</param>
/// <param name="EndCycle">At least the start.</param>
/// <param name="BoundBy">What bounds it: <c>compute</c>, <c>vector</c> or the name of a memory level.</param>
public sealed record MapSpan(string Unit, string Label, long StartCycle, long EndCycle, string BoundBy);
