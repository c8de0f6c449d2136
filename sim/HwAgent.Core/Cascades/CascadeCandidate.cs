namespace HwAgent.Core.Cascades;

/// <summary>One solution with what its self-tests found.</summary>
/// <param name="Answer">The text.</param>
/// <param name="Score">Product of the self-tests' scores: what fails one of them is worth nothing.</param>
/// <param name="SelfTests">In the order in which they ran; those behind one that scored 0 did not.</param>
public sealed record CascadeCandidate(string Answer, double Score, IReadOnlyList<SelfTestResult> SelfTests);
