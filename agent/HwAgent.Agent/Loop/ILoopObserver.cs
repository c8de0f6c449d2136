using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Loop;

/// <summary>Told what happens while it happens: the terminal in a live run, the run directory, a test.</summary>
public interface ILoopObserver
{
    void OnStage(int attempt, StageOutcome outcome);

    void OnAttempt(Attempt attempt, bool isBest);

    /// <summary>Pieces done, pieces in all (0: unknown), a few words.</summary>
    void OnProgress(long done, long total, string message);
}
