using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Loop;

/// <summary>What the loop leaves.</summary>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Attempts">Every turn.</param>
/// <param name="Best">The best correct attempt; null when there is none.</param>
/// <param name="Failure">Why the model failed, when that ended the loop.</param>
public sealed record LoopOutcome(StopReason StopReason, IReadOnlyList<Attempt> Attempts, Attempt? Best, Diagnostic? Failure);
