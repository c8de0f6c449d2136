namespace HwAgent.Agent.Trajectories;

/// <summary>The event types that the product itself writes.</summary>
public static class TrajectoryEventTypes
{
    public const string RunStarted = "run-started";
    public const string Proposal = "proposal";
    public const string StageFinished = "stage-finished";
    public const string ModelRequest = "model-request";
    public const string ModelReply = "model-reply";

    /// <summary>A request that got no reply: the endpoint failed for good or a budget was spent. Replay repeats the failure.</summary>
    public const string ModelFailure = "model-failure";
    public const string Decision = "decision";

    /// <summary>Between these two stands the work on one sample of one problem.</summary>
    public const string SampleStarted = "sample-started";
    public const string SampleFinished = "sample-finished";
    public const string RunFinished = "run-finished";
}
