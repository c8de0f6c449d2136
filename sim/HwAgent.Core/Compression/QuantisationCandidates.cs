using HwAgent.Core.Integer;
using HwAgent.Core.Models;

namespace HwAgent.Core.Compression;

/// <summary>
/// Every matrix of a model at every width, rounded once. Rows are rounded independently of each other, so any mixture of widths over rows is put together from
/// these without rounding again, and what is measured on a candidate holds for the final model.
/// </summary>
public sealed class QuantisationCandidates
{
    private readonly Dictionary<(WeightMatrix Matrix, int Bits), (QuantisedLinear Linear, double[] Errors)> _candidates = [];
    private readonly Dictionary<WeightMatrix, double[]> _signals = [];
    private readonly Dictionary<WeightMatrix, double[]> _inputs = [];

    private QuantisationCandidates()
    {
    }

    /// <param name="model">The float32 model.</param>
    /// <param name="sequences">What its layers' inputs are measured on.</param>
    /// <param name="settings">How to round.</param>
    /// <param name="progress">Told the matrices done and their count; or null.</param>
    /// <param name="cancellation">Between matrices.</param>
    public static QuantisationCandidates Create(
        DecoderWeights model, IReadOnlyList<TokenSequence> sequences, CompressionSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var visualWeight = settings.VisualWeight ?? VisualSensitivity.Measure(model, sequences);
        return Create([.. DecoderMatrices.Of(model)], sites => HessianObserver.Collect(model, sequences, sites, visualWeight), settings, progress, cancellation);
    }

    /// <summary>The same for matrices of any components.</summary>
    /// <param name="matrices">The matrices.</param>
    /// <param name="collect">Runs the model and hands back the statistics of the wanted places.</param>
    /// <param name="settings">How to round.</param>
    /// <param name="progress">Told the matrices done and their count; or null.</param>
    /// <param name="cancellation">Between matrices.</param>
    public static QuantisationCandidates Create(
        List<(WeightMatrix Matrix, LinearWeights Weights)> matrices, Func<IReadOnlySet<ActivationSite>, IReadOnlyDictionary<ActivationSite, InputHessian>> collect,
        CompressionSettings settings, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var result = new QuantisationCandidates();
        var done = 0;
        for (var next = 0; next < matrices.Count;)
        {
            var (window, sites) = Window(matrices, next, settings.StatisticsBytes);
            var hessians = collect(sites);
            foreach (var (matrix, weights) in window)
            {
                cancellation.ThrowIfCancellationRequested();
                result.Add(matrix, weights, matrix.Input is { } site ? hessians[site] : Identity(weights.Inputs), settings);
                progress?.Invoke(++done, matrices.Count);
            }

            next += window.Count;
        }

        return result;
    }

    /// <summary>A whole matrix at one width.</summary>
    public QuantisedLinear Get(WeightMatrix matrix, int bits) => _candidates[(matrix, bits)].Linear;

    /// <summary>Mean squared error of each row's output at a width.</summary>
    internal ReadOnlySpan<double> RowErrors(WeightMatrix matrix, int bits) => _candidates[(matrix, bits)].Errors;

    /// <summary>Mean squared error of rows at a width, summed over them.</summary>
    public double Error(RowRange rows, int bits)
    {
        var sum = 0.0;
        foreach (var error in RowErrors(rows.Matrix, bits).Slice(rows.Start, rows.Count)) sum += error;
        return sum;
    }

    /// <summary>Mean square of each output of a matrix, its bias left out.</summary>
    internal double[] Signals(WeightMatrix matrix) => _signals[matrix];

    /// <summary>Mean square of each input of a matrix.</summary>
    internal double[] Inputs(WeightMatrix matrix) => _inputs[matrix];

    /// <summary>A matrix whose rows have widths of their own.</summary>
    public QuantisedLinear Assemble(WeightMatrix matrix, byte[] rowBits)
    {
        if (rowBits.Distinct().Take(2).Count() == 1) return Get(matrix, rowBits[0]);
        var shape = Get(matrix, rowBits[0]);
        var grouped = rowBits.Select(bits => Get(matrix, bits)).FirstOrDefault(linear => linear.GroupSize > 0);
        var (inputs, groups) = (shape.Inputs, grouped?.Groups ?? 1);
        var values = new sbyte[shape.Values.Length];
        var scales = new double[shape.Outputs];
        var groupScales = grouped is null ? null : new byte[shape.Outputs * groups];
        for (var row = 0; row < shape.Outputs; row++)
        {
            var source = Get(matrix, rowBits[row]);
            source.Values.AsSpan(row * inputs, inputs).CopyTo(values.AsSpan(row * inputs));
            scales[row] = source.RowScales[row];
            if (groupScales is null) continue;
            if (source.GroupScales is { } from) from.AsSpan(row * groups, groups).CopyTo(groupScales.AsSpan(row * groups));
            else groupScales.AsSpan(row * groups, groups).Fill(1);
        }

        return new QuantisedLinear(shape.Outputs, inputs, values, rowBits, scales, grouped?.GroupSize ?? 0, groupScales, shape.Bias);
    }

    /// <summary>Matrices with the widths of units.</summary>
    /// <param name="matrices">The float32 matrices that the candidates were made from.</param>
    /// <param name="widths">Every row of every matrix belongs to one unit.</param>
    /// <exception cref="ArgumentException">A row has no width.</exception>
    public IReadOnlyDictionary<WeightMatrix, QuantisedLinear> Assemble(IEnumerable<(WeightMatrix Matrix, LinearWeights Weights)> matrices, IReadOnlyList<(CompressionUnit Unit, int Bits)> widths)
    {
        var rowBits = matrices.ToDictionary(entry => entry.Matrix, entry => new byte[entry.Weights.Outputs]);
        foreach (var (unit, bits) in widths)
            foreach (var range in unit.Rows) rowBits[range.Matrix].AsSpan(range.Start, range.Count).Fill((byte)bits);
        foreach (var (matrix, bits) in rowBits)
            if (bits.Contains((byte)0)) throw new ArgumentException($"Row {Array.IndexOf(bits, (byte)0)} of {matrix} has no width.", nameof(widths));
        return rowBits.ToDictionary(entry => entry.Key, entry => Assemble(entry.Key, entry.Value));
    }

    private void Add(WeightMatrix matrix, LinearWeights weights, InputHessian hessian, CompressionSettings settings)
    {
        var diagonal = hessian.Diagonal();
        _inputs[matrix] = [.. diagonal.Select(square => square / 2)];
        _signals[matrix] = Dequantisation.OutputSquares(weights, hessian);
        int[] order = [.. Enumerable.Range(0, weights.Inputs)];
        if (settings.ActivationOrder) order = [.. order.OrderByDescending(i => diagonal[i])];
        var factor = settings.ErrorFeedback ? InverseFactor.Of(hessian, order, settings.Damping) : null;
        foreach (var bits in settings.Widths)
        {
            byte[] rowBits = [.. Enumerable.Repeat((byte)bits, weights.Outputs)];
            var groupSize = bits == 8 ? 0 : settings.GroupSize;
            var linear = factor is null
                ? WeightQuantiser.Nearest(weights, rowBits, groupSize, diagonal.Any(d => d > 0) ? diagonal : null)
                : WeightQuantiser.Gptq(weights, rowBits, factor, order, groupSize, diagonal);
            _candidates.Add((matrix, bits), (linear, Dequantisation.OutputErrors(weights, linear, hessian)));
        }
    }

    /// <summary>As many matrices as have room for the statistics of their inputs; matrices that read the same activations share them.</summary>
    private static (List<(WeightMatrix Matrix, LinearWeights Weights)> Window, HashSet<ActivationSite> Sites) Window(
        List<(WeightMatrix Matrix, LinearWeights Weights)> matrices, int start, long bytes)
    {
        var window = new List<(WeightMatrix, LinearWeights)>();
        var sites = new HashSet<ActivationSite>();
        foreach (var (matrix, weights) in matrices.Skip(start))
        {
            var size = matrix.Input is { } site && !sites.Contains(site) ? sizeof(double) * (long)weights.Inputs * weights.Inputs : 0;
            if (window.Count > 0 && size > bytes) break;
            bytes -= size;
            if (matrix.Input is { } added) sites.Add(added);
            window.Add((matrix, weights));
        }

        return (window, sites);
    }

    /// <summary>An embedding's row is its output as it stands: all its channels count alike, and no rounding error can be made good by another.</summary>
    private static InputHessian Identity(int inputs)
    {
        var hessian = new InputHessian(inputs);
        var rows = new float[inputs * inputs];
        for (var i = 0; i < inputs; i++) rows[i * inputs + i] = 1;
        hessian.Add(rows);
        return hessian;
    }
}
