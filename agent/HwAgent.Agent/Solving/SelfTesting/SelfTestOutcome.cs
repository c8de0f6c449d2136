using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>What came of a module under self-tests.</summary>
/// <param name="Passed">For each test, in order.</param>
/// <param name="Diagnostics">Why tests failed, first cause first; at least one error when one did.</param>
internal sealed record SelfTestOutcome(IReadOnlyList<bool> Passed, IReadOnlyList<Diagnostic> Diagnostics);
