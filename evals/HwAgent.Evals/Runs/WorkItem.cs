namespace HwAgent.Evals.Runs;

/// <summary>One answer to be worked on elsewhere.</summary>
/// <param name="Problem">Name of the problem.</param>
/// <param name="Sample">0-based number of the try.</param>
public sealed record WorkItem(string Problem, int Sample);
