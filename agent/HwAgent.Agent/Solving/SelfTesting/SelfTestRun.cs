using HwAgent.Core.Diagnostics;

namespace HwAgent.Agent.Solving.SelfTesting;

/// <summary>What the simulation of self-tests left.</summary>
/// <param name="Lines">Output bits of each step of each test, as far as it came.</param>
/// <param name="StoppedBy">The limit that ended it, or null.</param>
/// <param name="Errors">Errors of the compiler.</param>
internal sealed record SelfTestRun(IReadOnlyList<string> Lines, string? StoppedBy, IReadOnlyList<Diagnostic> Errors);
