namespace HwAgent.Core.Compression;

/// <summary>A vision-language pair within a budget.</summary>
/// <param name="Model">The rounded pair.</param>
/// <param name="Widths">Width of every unit.</param>
/// <param name="Cost">In the budget's unit.</param>
/// <param name="Loss">Measured.</param>
/// <param name="PredictedDivergence">Sum of the units' sensitivities.</param>
/// <param name="UniformBits">The single width that did better than the mixture, or null.</param>
/// <param name="LowerBound">Least predicted divergence that any widths, even fractions of them, can have within the budget.</param>
public sealed record PairOutcome(
    MixedPair Model, IReadOnlyList<(CompressionUnit Unit, int Bits)> Widths, long Cost, ModelLoss Loss, double PredictedDivergence, int? UniformBits, double LowerBound);
