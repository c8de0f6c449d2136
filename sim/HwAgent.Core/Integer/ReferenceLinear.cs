namespace HwAgent.Core.Integer;

/// <summary>The meaning of an integer linear layer, as short as it can be said; every kernel gives the same bits.</summary>
public static class ReferenceLinear
{
    /// <summary><c>sums[r, o] = sum over i of activations[r, i] * GroupScale(o, i) * Values[o, i]</c>, exact.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="activations">Rows x inputs.</param>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="sums">Rows x outputs.</param>
    public static void Multiply(QuantisedLinear layer, ReadOnlySpan<sbyte> activations, int rows, Span<int> sums)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var output = 0; output < layer.Outputs; output++)
            {
                var sum = 0;
                for (var i = 0; i < layer.Inputs; i++) sum += activations[row * layer.Inputs + i] * layer.GroupScale(output, i) * layer.Values[output * layer.Inputs + i];
                sums[row * layer.Outputs + output] = sum;
            }
        }
    }
}
