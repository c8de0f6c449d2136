namespace HwAgent.Evals.Mapper.Rival;

/// <summary>What the rival found.</summary>
/// <param name="Improvements">In the order found; empty when nothing that it drew was valid.</param>
/// <param name="Evaluations">Mappings costed.</param>
/// <param name="Draws">Mappings drawn, those that do not fit included.</param>
/// <param name="Seconds">Processor time.</param>
public sealed record RivalOutcome(IReadOnlyList<RivalImprovement> Improvements, long Evaluations, long Draws, double Seconds)
{
    /// <summary>The best figures.</summary>
    public RivalScore Best => Improvements.Count == 0 ? RivalScore.None : Improvements[^1].Score;

    /// <summary>The first mapping that nothing of the other's is better than; null when there is none.</summary>
    public RivalImprovement? Reaching(RivalScore score) => Improvements.FirstOrDefault(i => score.BetterIn(i.Score) == 0);
}
