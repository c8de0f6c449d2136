namespace HwAgent.Core.Cascades;

/// <summary>The answer of a cascade.</summary>
/// <param name="Answer">Handed in.</param>
/// <param name="Model">Whose it is.</param>
/// <param name="Score">Of the answer; below its threshold only when no model reached its own.</param>
/// <param name="Decisions">Of the models that were asked, small to large.</param>
public sealed record CascadeResult(string Answer, string Model, double Score, IReadOnlyList<CascadeDecision> Decisions)
{
    /// <summary>Of all models together.</summary>
    public double Cost => Decisions.Sum(decision => decision.Cost);
}
