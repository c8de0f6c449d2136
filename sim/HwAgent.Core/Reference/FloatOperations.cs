using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>
/// The operators of a transformer in float32: the yardstick of everything quantised. Plain loops; rows in parallel where it pays; the same bits on every
/// machine, since calibration watches them.
/// </summary>
public static class FloatOperations
{
    /// <summary>Multiply-accumulates below which a second thread costs more than it brings.</summary>
    private const long ParallelMacs = 1 << 20;

    /// <summary><c>y = x W^T + b</c>.</summary>
    /// <param name="x">Rows x Inputs.</param>
    /// <param name="layer">The weights.</param>
    /// <param name="rows">Rows of x.</param>
    /// <returns>Rows x Outputs.</returns>
    public static float[] Linear(float[] x, LinearWeights layer, int rows)
    {
        var y = new float[rows * layer.Outputs];
        if ((long)rows * layer.Outputs * layer.Inputs < ParallelMacs)
            for (var output = 0; output < layer.Outputs; output++) Column(x, layer, rows, output, y);
        else Parallel.For(0, layer.Outputs, output => Column(x, layer, rows, output, y));
        return y;
    }

    /// <summary><c>y = x / sqrt(mean(x^2) + epsilon) * gain</c> (Zhang and Sennrich, arXiv 1910.07467), a row.</summary>
    public static float[] RmsNorm(ReadOnlySpan<float> x, NormWeights norm) => Normalise(x, norm, centred: false);

    /// <summary><c>y = (x - mean) / sqrt(variance + epsilon) * gain + bias</c> (Ba et al., arXiv 1607.06450), a row.</summary>
    public static float[] LayerNorm(ReadOnlySpan<float> x, NormWeights norm) => Normalise(x, norm, centred: true);

    /// <summary>Replaces a row by its softmax.</summary>
    public static void Softmax(Span<float> row)
    {
        TensorPrimitives.Subtract(row, TensorPrimitives.Max((ReadOnlySpan<float>)row), row);
        FloatVector.ExpOfNegative(row);
        TensorPrimitives.Divide(row, FloatVector.Sum(row), row);
    }

    private static void Column(float[] x, LinearWeights layer, int rows, int output, float[] y)
    {
        var bias = layer.Bias?[output] ?? 0;
        for (var row = 0; row < rows; row++)
            y[row * layer.Outputs + output] = FloatVector.Dot(x.AsSpan(row * layer.Inputs, layer.Inputs), layer.Row(output)) + bias;
    }

    private static float[] Normalise(ReadOnlySpan<float> x, NormWeights norm, bool centred)
    {
        var width = norm.Gain.Length;
        var y = new float[x.Length];
        for (var start = 0; start < x.Length; start += width)
        {
            double mean = 0, square = 0;
            if (centred) foreach (var value in x.Slice(start, width)) mean += value;
            mean /= width;
            foreach (var value in x.Slice(start, width)) square += (value - mean) * (value - mean);
            var factor = 1 / Math.Sqrt(square / width + norm.Epsilon);
            for (var i = 0; i < width; i++) y[start + i] = (float)((x[start + i] - mean) * factor * norm.Gain[i] + (norm.Bias?[i] ?? 0));
        }

        return y;
    }
}
