namespace HwAgent.Agent.Reports.Compression;

/// <summary>A budget, as the table below the curve shows it.</summary>
internal sealed record CurveRow(string Cost, string Bits, string Measured, string Predicted, string Ratio, string Bound, string Exact, string GreedyGap, string Choice);
