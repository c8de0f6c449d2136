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
        Bias = bias.Length == 0 ? new int[scales.Length] : bias.ToArray();
        Scales = scales.ToArray();
    }

    public int Outputs => Scales.Length;

    /// <summary>Added to the sums; zeros for none.</summary>
    internal int[] Bias { get; }

    internal Requantiser[] Scales { get; }
}
