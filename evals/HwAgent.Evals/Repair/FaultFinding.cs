using HwAgent.Evaluation.Grading;

namespace HwAgent.Evals.Repair;

/// <summary>What a faulty module's log says of it, and what grading says.</summary>
/// <param name="Problem">Id of the sample.</param>
/// <param name="Logged">What is wrong by the log.</param>
/// <param name="LoggedMismatches">Samples that differ by the log; null when it counts none.</param>
/// <param name="Official">What is wrong by the rule of VerilogEval 1.</param>
/// <param name="OfficialReason">In that rule's words.</param>
/// <param name="Outcome">What the strict grader says.</param>
/// <param name="Finding">Its first finding in words; empty when there is none.</param>
public sealed record FaultFinding(string Problem, FaultKind Logged, int? LoggedMismatches, FaultKind Official, string OfficialReason, RtlOutcome Outcome, string Finding)
{
    /// <summary>The official rule says what the log says.</summary>
    public bool OfficialAgrees => Official == Logged;

    /// <summary>The strict grader says what the log says.</summary>
    public bool StrictAgrees => Outcome == Logged switch
    {
        FaultKind.Compile => RtlOutcome.CompileError,
        FaultKind.TimedOut => RtlOutcome.LimitExceeded,
        _ => RtlOutcome.Mismatch,
    };
}
