using HwAgent.Agent.Llm;
using HwAgent.Agent.Loop;
using HwAgent.Cli.Terminal;
using HwAgent.Evaluation.Stages;

namespace HwAgent.Cli.Runs;

/// <summary>Shows a run as it goes: one line a finished candidate, a live line for what is under way.</summary>
internal sealed class ConsoleObserver(ProgressReporter progress) : ILoopObserver, IProgress<ChatProgress>
{
    public void Report(ChatProgress value) =>
        progress.Report(value.Characters, 0, $"{value.Model}: {value.Phase.ToString().ToLowerInvariant()}{(value.Attempt > 1 ? $", attempt {value.Attempt}" : "")}{(value.Note is null ? "" : $", {value.Note}")}, characters");

    public void OnStage(int attempt, StageOutcome outcome)
    {
        if (outcome.Passed) return;
        progress.WriteLine($"candidate {attempt:000}: {outcome.Stage} failed: {outcome.Diagnostics.OrderByDescending(d => d.Severity).FirstOrDefault()}");
    }

    public void OnAttempt(Attempt attempt, bool isBest)
    {
        if (attempt.Evaluation is null) progress.WriteLine($"candidate {attempt.Number:000}: no candidate in the reply: {string.Join("; ", attempt.Proposal.Diagnostics.Take(1))}");
        if (attempt.Evaluation?.Score is not { } score) return;
        var p = attempt.Evaluation.Parameters;
        progress.WriteLine(
            $"candidate {attempt.Number:000}: {p.Rows}x{p.Columns} {(p.IsOutputStationary ? "output" : "weight")}-stationary, {score.LatencyMilliseconds:G5} ms, {score.EnergyMillijoules:G5} mJ, "
            + $"{score.AreaGateEquivalents:N0} GE, {score.OnChipKib:0.#} KiB{(isBest ? "; best so far" : "")}{(score.MeetsSpec ? "" : "; misses " + string.Join(", ", score.Misses))}");
    }

    public void OnProgress(long done, long total, string message) => progress.Report(done, total, message);
}
