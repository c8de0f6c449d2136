namespace HwAgent.Core.Models;

/// <summary>A norm over the last axis in float32: RMSNorm without <see cref="Bias"/>'s mean subtraction, or LayerNorm; which one, the model's configuration says.</summary>
/// <param name="Gain">One factor a channel.</param>
/// <param name="Bias">One offset a channel (LayerNorm), or null.</param>
/// <param name="Epsilon">Added to the mean square or variance.</param>
public sealed record NormWeights(float[] Gain, float[]? Bias, float Epsilon);
