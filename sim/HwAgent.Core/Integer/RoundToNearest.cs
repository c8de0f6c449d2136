using HwAgent.Core.Models;

namespace HwAgent.Core.Integer;

/// <summary>The plainest quantiser of weights: the largest magnitude of a row, or of a group of its inputs, sets the scale; every weight goes to the nearest step.</summary>
public static class RoundToNearest
{
    /// <param name="layer">Real weights.</param>
    /// <param name="bits">Width of every row: 2, 3, 4 or 8.</param>
    /// <param name="groupSize">Inputs that share an integer group scale, or 0 for none; with 8 bits there is nothing to share.</param>
    public static QuantisedLinear Quantise(LinearWeights layer, int bits, int groupSize = 0)
    {
        var size = bits == 8 ? 0 : groupSize;
        var result = new QuantisedLinear(
            layer.Outputs, layer.Inputs, new sbyte[layer.Values.Length], new byte[layer.Outputs], new double[layer.Outputs], size,
            size == 0 ? null : new byte[layer.Outputs * ((layer.Inputs + size - 1) / size)], layer.Bias);
        Array.Fill(result.RowBits, (byte)bits);
        Parallel.For(0, layer.Outputs, row => QuantiseRow(layer, row, bits, result));
        return result;
    }

    private static void QuantiseRow(LinearWeights layer, int row, int bits, QuantisedLinear result)
    {
        var weights = layer.Row(row);
        var top = (1 << (bits - 1)) - 1;
        var largest = Largest(weights);
        // A row of zeros has no scale of its own; one that a bias can still be counted in.
        if (largest == 0) largest = Math.Max(Math.Abs(layer.Bias?[row] ?? 0) / 65536, 1.0 / (1 << 20));
        var scale = result.RowScales[row] = largest / top / (result.GroupScales is null ? 1 : 1 << (8 - bits));
        for (var group = 0; group < result.Groups; group++)
        {
            var start = group * result.GroupSize;
            var inputs = result.GroupScales is null ? weights : weights[start..Math.Min(weights.Length, start + result.GroupSize)];
            var factor = result.GroupScales is null ? 1 : Math.Clamp((int)Math.Ceiling(Largest(inputs) / top / scale - 1e-9), 1, 1 << (8 - bits));
            if (result.GroupScales is { } groups) groups[row * result.Groups + group] = (byte)factor;
            for (var i = 0; i < inputs.Length; i++)
                result.Values[row * layer.Inputs + start + i] = (sbyte)Math.Clamp(Math.Floor(inputs[i] / (scale * factor) + 0.5), -top - 1, top);
        }
    }

    private static double Largest(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
