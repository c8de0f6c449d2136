using HwAgent.Agent.Loop;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Tests.Designers;

/// <summary>Shows nothing.</summary>
internal sealed class SilentObserver : ILoopObserver
{
    public void OnStage(int attempt, StageOutcome outcome)
    {
    }

    public void OnAttempt(Attempt attempt, bool isBest)
    {
    }

    public void OnProgress(long done, long total, string message)
    {
    }
}
