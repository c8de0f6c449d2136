namespace HwAgent.Evals.Runtime;

/// <summary>What a pass over several rows costs that verifies a draft.</summary>
/// <param name="Model">Shape and widths.</param>
/// <param name="Threads">Threads of the runtime.</param>
/// <param name="Rows">The last token and the draft.</param>
/// <param name="Milliseconds">Median.</param>
/// <param name="Relative">Time by that of one row, median of the rounds' ratios.</param>
/// <param name="BreakEvenAcceptance">Acceptance at which a free draft of this length gains nothing; null for one row, and where even a perfect one loses.</param>
public sealed record PassRow(string Model, int Threads, int Rows, double Milliseconds, double Relative, double? BreakEvenAcceptance);
