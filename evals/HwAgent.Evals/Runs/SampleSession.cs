using HwAgent.Agent.Trajectories;

namespace HwAgent.Evals.Runs;

/// <summary>What a solver of one answer is made from.</summary>
/// <param name="Job">The answer it works on.</param>
/// <param name="Trajectory">Where everything said is recorded; null where no language model works.</param>
/// <param name="Recorded">What an interrupted try left; null for a fresh one.</param>
public sealed record SampleSession(SampleJob Job, TrajectoryWriter? Trajectory, Trajectory? Recorded);
