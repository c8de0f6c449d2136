namespace HwAgent.Agent.Trajectories;

/// <summary>A resumed or replayed run did something else than the recorded one.</summary>
public sealed class TrajectoryDivergedException : Exception
{
    public TrajectoryDivergedException(string message) : base(message)
    {
    }
}
