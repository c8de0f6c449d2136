using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>The values that the weights of a layer may take: width and scale of each row, integer scales of groups of inputs. Rounding picks among them.</summary>
/// <param name="RowBits">2, 3, 4 or 8 for each row.</param>
/// <param name="RowScales">Real scale of each row.</param>
/// <param name="GroupSize">Inputs that share an integer scale; 0 for none.</param>
/// <param name="GroupScales">As in <see cref="QuantisedLinear"/>; null without groups.</param>
internal sealed record QuantisationGrid(byte[] RowBits, double[] RowScales, int GroupSize, byte[]? GroupScales)
{
    /// <summary>Distance of neighbouring values of a weight.</summary>
    public double Step(int row, int input, int groups) => GroupScales is null ? RowScales[row] : RowScales[row] * GroupScales[row * groups + input / GroupSize];

    public static int Smallest(int bits) => -(1 << (bits - 1));

    public static int Largest(int bits) => (1 << (bits - 1)) - 1;

    /// <summary>Nearest allowed integer; halves towards the even one.</summary>
    public static int Nearest(double value, double step, int bits) => (int)Math.Clamp(Math.Round(value / step), Smallest(bits), Largest(bits));

    /// <summary>The layer on this grid with the given integers.</summary>
    public QuantisedLinear With(LinearWeights layer, sbyte[] values) => new(layer.Outputs, layer.Inputs, values, RowBits, RowScales, GroupSize, GroupScales, layer.Bias);
}
