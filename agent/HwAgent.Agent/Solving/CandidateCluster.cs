namespace HwAgent.Agent.Solving;

/// <summary>Candidates that behave alike.</summary>
/// <param name="Members">Their numbers in order; the first lints clean where one does.</param>
/// <param name="TestsPassed">Tests that every member passes.</param>
/// <param name="LintsClean">At least the first member lints clean.</param>
/// <param name="Score">0 to 1: the share of the solutions in it times the share of the tests that it passes.</param>
public sealed record CandidateCluster(IReadOnlyList<int> Members, int TestsPassed, bool LintsClean, double Score);
