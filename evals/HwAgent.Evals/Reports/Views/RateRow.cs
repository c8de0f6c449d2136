namespace HwAgent.Evals.Reports.Views;

/// <summary>How often a problem, or the problems of a category, was solved.</summary>
internal sealed record RateRow(string Name, string Count, string Strict, string StrictPercent, string Official, string Reason, string MutationScore, string Tokens, string Cost, string Tone);
