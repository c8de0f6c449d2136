namespace HwAgent.Agent.Loop;

/// <summary>When the loop ends on its own.</summary>
public sealed class LoopLimits
{
    private readonly TimeProvider clock;
    private readonly TimeSpan time;
    private readonly long start;
    private readonly int? recordedTimeStop;

    /// <param name="candidates">Turns at most.</param>
    /// <param name="time">Wall-clock limit; a turn under way is finished.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="recordedTimeStop">When a recorded run is repeated: after how many turns its time was up; the clock is not asked then. -1 when it never was.</param>
    public LoopLimits(int candidates, TimeSpan time, TimeProvider clock, int? recordedTimeStop = null)
    {
        Candidates = candidates;
        this.time = time;
        this.clock = clock;
        this.recordedTimeStop = recordedTimeStop;
        start = clock.GetTimestamp();
    }

    public int Candidates { get; }

    /// <summary>Asked before each turn.</summary>
    public bool IsTimeSpent(int turns) => recordedTimeStop is { } stop ? turns == stop : clock.GetElapsedTime(start) >= time;
}
