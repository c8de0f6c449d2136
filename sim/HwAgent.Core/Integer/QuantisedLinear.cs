namespace HwAgent.Core.Integer;

/// <summary>
/// A linear layer with symmetric integer weights: the plain form that compression makes, files store (packed at its true width) and the runtime packs
/// for its kernels. The real weight is <c>RowScales[o] * GroupScale(o, i) * Values[o, i]</c>; the product of the last two fits int8, so that sums stay
/// integers (progressive quantisation as in QServe, Lin et al., arXiv 2405.04532).
/// </summary>
/// <param name="Outputs">Rows.</param>
/// <param name="Inputs">Columns.</param>
/// <param name="Values">Outputs x Inputs, row-major, each in the range of its row's width: -2^(b-1) to 2^(b-1) - 1.</param>
/// <param name="RowBits">Width of each row: 2, 3, 4 or 8. Rows of one width stand together in multiples of <see cref="RowMultiple"/> (a channel group), the last group aside.</param>
/// <param name="RowScales">Real scale of each row.</param>
/// <param name="GroupSize">Inputs that share an integer group scale: 32, 64 or 128; 0 for none.</param>
/// <param name="GroupScales">Outputs x ceil(Inputs / GroupSize), 1 to 2^(8-b) for a row of b bits (so always 1 at 8 bits); null when <see cref="GroupSize"/> is 0.</param>
/// <param name="Bias">Real bias, one an output, or null.</param>
public sealed record QuantisedLinear(
    int Outputs, int Inputs, sbyte[] Values, byte[] RowBits, double[] RowScales, int GroupSize, byte[]? GroupScales, float[]? Bias)
{
    /// <summary>Channel groups start at multiples of this many rows: the height of a kernel's panel.</summary>
    public const int RowMultiple = 32;

    /// <summary>Groups along the inputs.</summary>
    public int Groups => GroupSize == 0 ? 1 : (Inputs + GroupSize - 1) / GroupSize;

    /// <summary>Integer scale of the group that an input lies in.</summary>
    public int GroupScale(int output, int input) => GroupScales is null ? 1 : GroupScales[output * Groups + input / GroupSize];

    /// <summary>What one output's products can add up to: the sum of its integer weights, scales included, and the sum of their magnitudes.</summary>
    public (int Sum, int Magnitudes) RowSums(int output)
    {
        var row = Values.AsSpan(output * Inputs, Inputs);
        var step = GroupSize == 0 ? Inputs : GroupSize;
        int sum = 0, magnitudes = 0;
        for (var start = 0; start < Inputs; start += step)
        {
            int groupSum = 0, groupMagnitudes = 0;
            foreach (var value in row.Slice(start, Math.Min(step, Inputs - start)))
            {
                groupSum += value;
                groupMagnitudes += Math.Abs((int)value);
            }

            var scale = GroupScale(output, start);
            sum += groupSum * scale;
            magnitudes += groupMagnitudes * scale;
        }

        return (sum, magnitudes);
    }
}
