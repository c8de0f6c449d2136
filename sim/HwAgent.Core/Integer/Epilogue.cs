using HwAgent.Core.Integer.Kernels;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>
/// What follows the sums of a linear layer: a bias in units of the sum, then a requantisation for each output. Made when a model is compiled.
/// </summary>
public sealed class Epilogue
{
    /// <param name="bias">One an output, in units of the sum; empty for none. Sum and bias together must fit 32 bits.</param>
    /// <param name="scales">One an output.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public Epilogue(ReadOnlySpan<int> bias, ReadOnlySpan<Requantiser> scales)
    {
        if (bias.Length != 0 && bias.Length != scales.Length)
            throw new ArgumentException($"There are {bias.Length} biases for {scales.Length} outputs; give one an output, or none.", nameof(bias));
        Outputs = scales.Length;
        // Whole panels, so that the kernels read full vectors.
        var padded = (scales.Length + PanelLayout.Outputs - 1) / PanelLayout.Outputs * PanelLayout.Outputs;
        Bias = new int[padded];
        bias.CopyTo(Bias);
        Factors = new double[padded];
        for (var i = 0; i < scales.Length; i++) Factors[i] = scales[i].Multiplier * (1 / (double)(1L << scales[i].Shift));
    }

    public int Outputs { get; }

    /// <summary>Added to the sums; zeros for none.</summary>
    internal int[] Bias { get; }

    /// <summary>M / 2^S of each output: 16 significant bits, so exact.</summary>
    internal double[] Factors { get; }
}
