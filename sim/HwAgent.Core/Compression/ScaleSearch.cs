using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>
/// Chooses scales by the error that they leave: a grid of clipping points below the largest weight, each weight's squared error times the importance of its
/// input (H_jj). With groups, each one's best real scale is found first, the row's scale is a fraction of the largest, and each group then takes the integer
/// multiple that errs least (progressive quantisation: QServe, arXiv 2405.04532).
/// </summary>
internal static class ScaleSearch
{
    /// <summary>Clipping points tried: 1, 0.98, 0.96, ... times the largest weight.</summary>
    private const int ClipSteps = 36;

    private const double ClipStep = 0.02;

    /// <summary>Scale of a row of zeros: any would do, and a small one is legal everywhere.</summary>
    private const double ScaleOfZeros = 1.0 / (1 << 20);

    /// <summary>A row scale below the one that covers the largest group: finer multiples for the others, at the cost of the largest.</summary>
    private static readonly double[] RowScaleFactors = [1, 0.92, 0.84, 0.76, 0.68];

    /// <param name="layer">The weights.</param>
    /// <param name="rowBits">Width of each row.</param>
    /// <param name="groupSize">32, 64, 128 or 0; rows of 8 bits have no use for groups and get integer scales of 1.</param>
    /// <param name="importance">One factor an input, or null when all count alike.</param>
    public static QuantisationGrid Find(LinearWeights layer, byte[] rowBits, int groupSize, double[]? importance)
    {
        if (rowBits.Length != layer.Outputs) throw new ArgumentException($"One width for each of {layer.Outputs} rows is needed, {rowBits.Length} are given.", nameof(rowBits));
        if (rowBits.FirstOrDefault(bits => bits is not (2 or 3 or 4 or 8)) is var odd and not 0) throw new ArgumentException($"{odd} bits are no width of a weight: use 2, 3, 4 or 8.", nameof(rowBits));
        if (groupSize is not (0 or 32 or 64 or 128)) throw new ArgumentOutOfRangeException(nameof(groupSize), groupSize, "Groups have 32, 64 or 128 inputs; 0 means none.");
        var groups = groupSize == 0 ? 1 : (layer.Inputs + groupSize - 1) / groupSize;
        var scales = new double[layer.Outputs];
        var groupScales = groupSize == 0 ? null : new byte[layer.Outputs * groups];
        var weight = importance ?? [.. Enumerable.Repeat(1.0, layer.Inputs)];
        Parallel.For(0, layer.Outputs, row =>
        {
            int bits = rowBits[row];
            if (groupScales is null || bits == 8)
            {
                scales[row] = BestScale(layer.Row(row), weight, bits);
                groupScales?.AsSpan(row * groups, groups).Fill(1);
            }
            else scales[row] = Grouped(layer.Row(row), weight, bits, groupSize, groupScales.AsSpan(row * groups, groups));
        });
        return new QuantisationGrid(rowBits, scales, groupSize, groupScales);
    }

    private static double Grouped(ReadOnlySpan<float> row, double[] importance, int bits, int groupSize, Span<byte> result)
    {
        var largest = 1 << (8 - bits);
        Span<double> ideal = stackalloc double[result.Length];
        var widest = 0.0;
        for (var g = 0; g < result.Length; g++)
        {
            var (from, to) = (g * groupSize, Math.Min(row.Length, (g + 1) * groupSize));
            ideal[g] = BestScale(row[from..to], importance.AsSpan(from, to - from), bits);
            widest = Math.Max(widest, ideal[g]);
        }

        double best = double.PositiveInfinity, scale = 0;
        Span<byte> trial = stackalloc byte[result.Length];
        foreach (var factor in RowScaleFactors)
        {
            double candidate = (float)(widest / largest * factor);
            var error = 0.0;
            for (var g = 0; g < result.Length; g++)
            {
                var (from, to) = (g * groupSize, Math.Min(row.Length, (g + 1) * groupSize));
                var centre = (int)Math.Clamp(Math.Round(ideal[g] / candidate), 1, largest);
                var lowest = double.PositiveInfinity;
                for (var multiple = Math.Max(1, centre - 1); multiple <= Math.Min(largest, centre + 1); multiple++)
                {
                    var found = Error(row[from..to], importance.AsSpan(from, to - from), candidate * multiple, bits);
                    if (found < lowest) (lowest, trial[g]) = (found, (byte)multiple);
                }

                error += lowest;
            }

            if (error >= best) continue;
            (best, scale) = (error, candidate);
            trial.CopyTo(result);
        }

        return scale;
    }

    private static double BestScale(ReadOnlySpan<float> weights, ReadOnlySpan<double> importance, int bits)
    {
        var largest = 0.0;
        foreach (var weight in weights) largest = Math.Max(largest, Math.Abs(weight));
        if (largest == 0) return ScaleOfZeros;
        double best = double.PositiveInfinity, scale = 0;
        for (var i = 0; i < ClipSteps; i++)
        {
            double candidate = (float)((1 - i * ClipStep) * largest / QuantisationGrid.Largest(bits)); // files hold float32
            var error = Error(weights, importance, candidate, bits);
            if (error < best) (best, scale) = (error, candidate);
        }

        return scale;
    }

    private static double Error(ReadOnlySpan<float> weights, ReadOnlySpan<double> importance, double scale, int bits)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var error = weights[i] - QuantisationGrid.Nearest(weights[i], scale, bits) * scale;
            sum += importance[i] * error * error;
        }

        return sum;
    }
}
