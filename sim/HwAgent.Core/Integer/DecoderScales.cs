namespace HwAgent.Core.Integer;

/// <summary>All static activation scales of an integer decoder: what calibration finds and a compressed model stores.</summary>
/// <param name="Residual">One step of the 16-bit residual stream.</param>
/// <param name="Blocks">One a block.</param>
/// <param name="HeadInput">What the head reads, int8.</param>
/// <param name="LargestLogit">Largest magnitude of a logit that was seen; the runtime leaves room beyond it.</param>
/// <param name="ResidualShifts">
/// One a channel of the residual stream, whose step is then <c>Residual * 2^shift</c>; null for one step for all. A few channels of large models reach
/// thousands of times the others (Sun et al., Massive Activations, arXiv 2402.17762); with one step the others would have a few bits left.
/// </param>
public sealed record DecoderScales(
    double Residual, IReadOnlyList<BlockScales> Blocks, double HeadInput, double LargestLogit, IReadOnlyList<int>? ResidualShifts = null)
{
    /// <summary>The real value of one step of a channel of the residual stream.</summary>
    public double ResidualStep(int channel) => ResidualShifts is null ? Residual : Math.ScaleB(Residual, ResidualShifts[channel]);
}
