namespace HwAgent.Evals.Calibrations;

/// <summary>What an attack reached on a benchmark.</summary>
/// <param name="Name">Of the attack.</param>
/// <param name="Does">What it does.</param>
/// <param name="Tried">Problems it was tried on.</param>
/// <param name="OfficialPassed">Passes by the benchmark's own rule.</param>
/// <param name="StrictPassed">Passes by ours.</param>
/// <param name="Excluded">Problems that count neither way for ours.</param>
/// <param name="Right">Strict passes where the attack is a right answer, since the task asks for just that.</param>
/// <param name="Accepted">Ids of the strict passes that are none of those: each is a fault of the grader.</param>
public sealed record AttackScore(string Name, string Does, int Tried, int OfficialPassed, int StrictPassed, int Excluded, int Right, IReadOnlyList<string> Accepted);
