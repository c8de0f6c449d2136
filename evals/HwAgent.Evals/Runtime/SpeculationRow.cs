namespace HwAgent.Evals.Runtime;

/// <summary>Wall-clock gain of one way of drafting.</summary>
/// <param name="Model">Shape and widths.</param>
/// <param name="Threads">Threads of the runtime.</param>
/// <param name="Draft">What proposes.</param>
/// <param name="Length">Tokens of a draft; null: adapts.</param>
/// <param name="Planted">Probability of a right proposal that was planted; null where the draft had to find out.</param>
/// <param name="Acceptance">As counted.</param>
/// <param name="TokensPerPass">As counted.</param>
/// <param name="TokensPerSecond">Median.</param>
/// <param name="Gain">Speed by that of plain decoding right before it, median of the rounds' ratios.</param>
public sealed record SpeculationRow(
    string Model, int Threads, string Draft, int? Length, double? Planted, double Acceptance, double TokensPerPass, double TokensPerSecond, double Gain);
