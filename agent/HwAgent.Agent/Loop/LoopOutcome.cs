using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Loop;

/// <summary>What the loop leaves.</summary>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Attempts">Every turn.</param>
/// <param name="Best">The best attempt that is worth anything; null when there is none.</param>
/// <param name="Failure">Why the model failed, when that ended the loop.</param>
public sealed record LoopOutcome<TAttempt>(StopReason StopReason, IReadOnlyList<TAttempt> Attempts, TAttempt? Best, Diagnostic? Failure)
    where TAttempt : class;
