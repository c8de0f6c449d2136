namespace HwAgent.Core.Models;

/// <summary>A linear layer in float32: <c>y = W x + b</c>.</summary>
/// <param name="Outputs">Rows of W.</param>
/// <param name="Inputs">Columns of W.</param>
/// <param name="Values">W, Outputs x Inputs, row-major.</param>
/// <param name="Bias">b, one value an output, or null.</param>
public sealed record LinearWeights(int Outputs, int Inputs, float[] Values, float[]? Bias = null)
{
    /// <summary>The weights of one output.</summary>
    public ReadOnlySpan<float> Row(int output) => Values.AsSpan(output * Inputs, Inputs);
}
