namespace HwAgent.Core.Compression;

/// <summary>The model with one width everywhere: the baseline of every mixture.</summary>
/// <param name="Bits">The width.</param>
/// <param name="Cost">In the budget's unit.</param>
/// <param name="Loss">Measured on the calibration sequences.</param>
/// <param name="PredictedDivergence">What the additive model says.</param>
public sealed record UniformOutcome(int Bits, long Cost, ModelLoss Loss, double PredictedDivergence);
