namespace HwAgent.Agent.Trajectories;

/// <summary>A trajectory file that is damaged before its last line, or that is no trajectory at all.</summary>
public sealed class TrajectoryFormatException : Exception
{
    public TrajectoryFormatException(string message) : base(message)
    {
    }

    public TrajectoryFormatException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
