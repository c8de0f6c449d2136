using System.Numerics.Tensors;

namespace HwAgent.Core.Compression;

/// <summary>
/// Second-order statistics of what a linear layer reads: <c>H = 2 sum_t r_t x_t x_t^T / sum_t r_t</c>, the Hessian of the layer's mean squared output error
/// over one row of weights (Frantar et al., GPTQ, arXiv 2210.17323). Image tokens may count less or more than text tokens: r_t is their weight
/// (Li et al., MBQ, arXiv 2412.19509).
/// </summary>
/// <param name="inputs">Inputs of the layer.</param>
public sealed class InputHessian(int inputs)
{
    /// <summary>Multiply-accumulates below which a second thread costs more than it brings.</summary>
    private const long ParallelMacs = 1 << 20;

    /// <summary>Row-major, lower triangle: rows are contiguous up to the diagonal.</summary>
    private readonly double[] _sums = new double[checked(inputs * inputs)];
    private double _weight;

    public int Inputs => inputs;

    /// <summary>Rows seen.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds activations.</summary>
    /// <param name="rows">Rows x inputs, row-major.</param>
    /// <param name="visualRows">The first rows that stand for image tokens.</param>
    /// <param name="visualWeight">r of an image token; a text token has 1.</param>
    public void Add(ReadOnlySpan<float> rows, int visualRows = 0, double visualWeight = 1)
    {
        if (rows.Length % inputs != 0) throw new ArgumentException($"Activations must be whole rows of {inputs}.", nameof(rows));
        var count = rows.Length / inputs;
        var scaled = new double[rows.Length];
        TensorPrimitives.ConvertTruncating(rows, scaled);
        if (visualRows > 0) TensorPrimitives.Multiply(scaled.AsSpan(0, Math.Min(visualRows, count) * inputs), Math.Sqrt(visualWeight), scaled);
        if ((long)rows.Length * inputs < ParallelMacs)
            for (var i = 0; i < inputs; i++) AddTo(i, scaled, count);
        else Parallel.For(0, inputs, i => AddTo(i, scaled, count));
        _weight += Math.Min(visualRows, count) * visualWeight + Math.Max(0, count - visualRows);
        Rows += count;
    }

    public double this[int i, int j] => _weight == 0 ? 0 : 2 * _sums[Math.Max(i, j) * inputs + Math.Min(i, j)] / _weight;

    /// <summary>H_jj: how much an error in the weights of input j matters by itself.</summary>
    public double[] Diagonal() => [.. Enumerable.Range(0, inputs).Select(i => this[i, i])];

    /// <summary><c>e H e^T / 2</c>: the mean squared change of one output when its weights change by e.</summary>
    public double MeanSquare(ReadOnlySpan<double> error)
    {
        if (_weight == 0) return 0;
        var sum = 0.0;
        for (var i = 0; i < inputs; i++)
        {
            if (error[i] == 0) continue;
            var row = _sums.AsSpan(i * inputs, i + 1);
            double inner = 0.5 * row[i] * error[i];
            for (var j = 0; j < i; j++) inner += row[j] * error[j];
            sum += 2 * error[i] * inner;
        }

        return sum / _weight;
    }

    private void AddTo(int i, double[] rows, int count)
    {
        var target = _sums.AsSpan(i * inputs, i + 1);
        for (var row = 0; row < count; row++) TensorPrimitives.MultiplyAdd(rows.AsSpan(row * inputs, i + 1), rows[row * inputs + i], target, target);
    }
}
