using System.Numerics.Tensors;
using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>Rounds the weights of a linear layer to integers of 2, 3, 4 or 8 bits.</summary>
public static class WeightQuantiser
{
    /// <summary>Rows that a thread carries through the columns together, so that the factor is read once for all of them.</summary>
    private const int TileRows = 16;

    /// <summary>Columns whose effect on the columns behind them is applied at once.</summary>
    private const int BlockColumns = 128;

    /// <summary>Round to nearest.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="rowBits">Width of each row.</param>
    /// <param name="groupSize">Inputs that share an integer scale: 32, 64, 128, or 0 for a scale a row.</param>
    /// <param name="importance">Weight of each input's error in the search for scales, or null.</param>
    /// <exception cref="ArgumentException">A width or group size that is not offered.</exception>
    public static QuantisedLinear Nearest(LinearWeights layer, byte[] rowBits, int groupSize = 0, double[]? importance = null)
    {
        var grid = ScaleSearch.Find(layer, rowBits, groupSize, importance);
        var values = new sbyte[layer.Values.Length];
        var groups = grid.GroupScales is null ? 1 : grid.GroupScales.Length / layer.Outputs;
        for (var row = 0; row < layer.Outputs; row++)
            for (var input = 0; input < layer.Inputs; input++)
                values[row * layer.Inputs + input] = (sbyte)QuantisationGrid.Nearest(layer.Values[row * layer.Inputs + input], grid.Step(row, input, groups), rowBits[row]);
        return grid.With(layer, values);
    }

    /// <summary>
    /// GPTQ (Frantar et al., arXiv 2210.17323): rounds one input after another and spreads each rounding error over the inputs that are still to come, as the
    /// activations' second-order statistics say is least harmful. Scales are searched before and stay fixed, so any order of the inputs keeps its groups.
    /// </summary>
    /// <param name="layer">The weights.</param>
    /// <param name="rowBits">Width of each row.</param>
    /// <param name="hessian">Statistics of what the layer reads.</param>
    /// <param name="groupSize">As in <see cref="Nearest"/>.</param>
    /// <param name="damping">Share of the mean diagonal that is added to the Hessian.</param>
    /// <param name="activationOrder">Start with the inputs of the largest H_jj, which leaves the rest to make their errors good.</param>
    /// <exception cref="ArgumentException">A width or group size that is not offered, or statistics of another layer.</exception>
    public static QuantisedLinear Gptq(LinearWeights layer, byte[] rowBits, InputHessian hessian, int groupSize = 0, double damping = 0.01, bool activationOrder = true)
    {
        if (hessian.Inputs != layer.Inputs) throw new ArgumentException($"Statistics of {hessian.Inputs} inputs do not belong to a layer with {layer.Inputs}.", nameof(hessian));
        var diagonal = hessian.Diagonal();
        int[] order = [.. Enumerable.Range(0, layer.Inputs)];
        if (activationOrder) order = [.. order.OrderByDescending(i => diagonal[i])]; // a stable sort
        return Gptq(layer, rowBits, InverseFactor.Of(hessian, order, damping), order, groupSize, diagonal);
    }

    internal static QuantisedLinear Gptq(LinearWeights layer, byte[] rowBits, InverseFactor factor, int[] order, int groupSize, double[] diagonal)
    {
        var grid = ScaleSearch.Find(layer, rowBits, groupSize, diagonal.Any(d => d > 0) ? diagonal : null);
        var values = new sbyte[layer.Values.Length];
        Parallel.For(0, (layer.Outputs + TileRows - 1) / TileRows, tile => RoundTile(layer, grid, factor, order, tile * TileRows, values));
        return grid.With(layer, values);
    }

    private static void RoundTile(LinearWeights layer, QuantisationGrid grid, InverseFactor factor, int[] order, int first, sbyte[] values)
    {
        int rows = Math.Min(TileRows, layer.Outputs - first), inputs = layer.Inputs;
        var groups = grid.GroupScales is null ? 1 : grid.GroupScales.Length / layer.Outputs;
        var left = new double[rows * inputs];
        for (var row = 0; row < rows; row++)
            for (var i = 0; i < inputs; i++) left[row * inputs + i] = layer.Values[(first + row) * inputs + order[i]];
        var errors = new double[rows * BlockColumns];
        for (var start = 0; start < inputs; start += BlockColumns)
        {
            var end = Math.Min(inputs, start + BlockColumns);
            for (var column = start; column < end; column++)
            {
                for (var row = 0; row < rows; row++)
                {
                    var work = left.AsSpan(row * inputs, inputs);
                    int bits = grid.RowBits[first + row], input = order[column];
                    var step = grid.Step(first + row, input, groups);
                    var rounded = QuantisationGrid.Nearest(work[column], step, bits);
                    values[(first + row) * inputs + input] = (sbyte)rounded;
                    var error = (work[column] - rounded * step) / factor[column, column];
                    errors[row * BlockColumns + column - start] = error;
                    Spread(work[(column + 1)..end], error, factor.Row(column, column + 1, end));
                }
            }

            for (var row = 0; row < rows; row++)
                for (var column = start; column < end; column++)
                    Spread(left.AsSpan(row * inputs + end, inputs - end), errors[row * BlockColumns + column - start], factor.Row(column, end, inputs));
        }
    }

    private static void Spread(Span<double> work, double error, ReadOnlySpan<double> factor) => TensorPrimitives.MultiplyAdd(factor, -error, work, work);
}
