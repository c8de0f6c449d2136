namespace HwAgent.Evals.Runtime;

/// <summary>One way to decode with one model, against the way in the row before.</summary>
/// <param name="Model">Shape and widths.</param>
/// <param name="Way">What it does.</param>
/// <param name="TokensPerSecond">Median of the rounds.</param>
/// <param name="ShareOfLimit">Median over the rounds of the round's speed over what the memory bandwidth of its seconds allows.</param>
/// <param name="Gain">Median over the rounds of this way's speed over that of the way before, of the same round; null for the first way.</param>
/// <param name="Wins">Rounds in which this way was the faster one; null likewise.</param>
/// <param name="Rounds">Rounds.</param>
/// <param name="SignTest">How likely so uneven a count of wins is between equal ways (both sides); null likewise.</param>
public sealed record DecodeWayRow(string Model, string Way, double TokensPerSecond, double ShareOfLimit, double? Gain, int? Wins, int Rounds, double? SignTest);
