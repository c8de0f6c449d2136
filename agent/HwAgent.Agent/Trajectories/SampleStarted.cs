namespace HwAgent.Agent.Trajectories;

/// <summary>First event of one sample: what follows up to <see cref="SampleFinished"/> belongs to it.</summary>
/// <param name="Problem">The problem's name in its benchmark.</param>
/// <param name="Sample">0-based number of the independent try.</param>
/// <param name="Strategy">The way of working.</param>
/// <param name="Models">Model names, small to large.</param>
public sealed record SampleStarted(string Problem, int Sample, string Strategy, IReadOnlyList<string> Models);
