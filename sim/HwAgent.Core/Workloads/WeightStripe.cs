namespace HwAgent.Core.Workloads;

/// <summary>Neighbouring columns of a product whose weights have one width.</summary>
/// <param name="Columns">How many.</param>
/// <param name="Bits">Of a weight.</param>
public readonly record struct WeightStripe(long Columns, int Bits);
