namespace HwAgent.Core.Integer;

/// <summary>All static activation scales of an integer decoder: what calibration finds and a compressed model stores.</summary>
/// <param name="Residual">One step of the 16-bit residual stream.</param>
/// <param name="Blocks">One a block.</param>
/// <param name="HeadInput">What the head reads, int8.</param>
/// <param name="LargestLogit">Largest magnitude of a logit that was seen; the runtime leaves room beyond it.</param>
public sealed record DecoderScales(double Residual, IReadOnlyList<BlockScales> Blocks, double HeadInput, double LargestLogit);
