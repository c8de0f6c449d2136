namespace HwAgent.Core.Integer.Vision;

/// <summary>Scales behind the last block.</summary>
/// <param name="Input">What leaves the final norm, int8: one step.</param>
/// <param name="Pooling">Attention pooling, as the block that it is without its query; null without it.</param>
/// <param name="Output">One 16-bit step of the pooled row with attention pooling, else the largest magnitude of an answer that was seen.</param>
public sealed record HeadScales(double Input, BlockScales? Pooling, double Output);
