namespace HwAgent.Agent.Solving;

/// <summary>A candidate as <see cref="CandidateRanking"/> sees it.</summary>
/// <param name="Number">Its turn.</param>
/// <param name="Code">Its text; null when the reply held none.</param>
/// <param name="Compiles">It came past policy and compiler.</param>
/// <param name="LintsClean">The compiler has no warning.</param>
/// <param name="Tests">Whether it passed each of the model's own tests.</param>
/// <param name="Behaviour">See <see cref="SolutionTurn.Behaviour"/>.</param>
public sealed record RankedCandidate(int Number, string? Code, bool Compiles, bool LintsClean, IReadOnlyList<bool> Tests, string? Behaviour)
{
    /// <summary>A recorded turn, e.g. to find out what fewer solutions or tests would have come to.</summary>
    public static RankedCandidate Of(SolutionTurn turn) => new(
        turn.Number, turn.Code, SolutionStages.Rank(turn.Stage) > SolutionStages.Rank(SolutionStages.Compile), turn.LintsClean, turn.Tests, turn.Behaviour);
}
