namespace HwAgent.Evals.Reports.Views;

/// <summary>What stopped the answers of one turn.</summary>
/// <param name="Turn">1-based number, or the end.</param>
/// <param name="Counts">Answers by stage, in the order of the head.</param>
internal sealed record TurnRow(string Turn, IReadOnlyList<string> Counts);
