namespace HwAgent.Agent.Trajectories;

/// <summary>Last event of one sample.</summary>
/// <param name="Problem">The problem's name in its benchmark.</param>
/// <param name="Sample">0-based number of the independent try.</param>
/// <param name="StopReason">Why the work ended.</param>
/// <param name="HandedIn">Number of the turn whose code is handed in; null for none.</param>
public sealed record SampleFinished(string Problem, int Sample, string StopReason, int? HandedIn);
