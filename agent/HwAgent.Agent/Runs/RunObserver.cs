using HwAgent.Agent.Loop;
using HwAgent.Dataflow.Cost;
using HwAgent.Evaluation.Candidates;
using HwAgent.Evaluation.Files;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Runs;

/// <summary>Writes each candidate, and the best so far, to disk the moment it is known; passes everything on.</summary>
internal sealed class RunObserver(RunDirectory directory, Func<Candidate, MemoryTiming> memory, ILoopObserver next) : ILoopObserver
{
    private readonly List<(int Attempt, Stage Stage, TimeSpan Time)> times = [];

    /// <summary>Wall time of every stage, in order.</summary>
    public IReadOnlyList<(int Attempt, Stage Stage, TimeSpan Time)> Times => times;

    public void OnStage(int attempt, StageOutcome outcome)
    {
        times.Add((attempt, outcome.Stage, outcome.WallTime));
        next.OnStage(attempt, outcome);
    }

    public void OnAttempt(Attempt attempt, bool isBest)
    {
        if (attempt is { Proposal.Candidate: { } candidate, Evaluation: { } evaluation })
        {
            AtomicFile.ReplaceFolder(directory.Candidate(attempt.Number), folder =>
            {
                File.WriteAllText(Path.Combine(folder, "evaluation.json"), ProductJson.Write(evaluation));
                foreach (var unit in candidate.Units) File.WriteAllText(Path.Combine(folder, unit.Name), unit.Text);
            });
            if (isBest) DesignFolder.Write(directory.Best, candidate.Point, CandidateRtl.Sources(candidate.Point.Parameters, candidate.Units), memory(candidate));
        }

        next.OnAttempt(attempt, isBest);
    }

    public void OnProgress(long done, long total, string message) => next.OnProgress(done, total, message);
}
