using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>A linear layer of int8 activations: exact sums, then a bias and a requantiser an output.</summary>
public sealed class IntegerLinear
{
    /// <summary>Logits are saturated to 24 bits, which float32 holds exactly.</summary>
    public const int MaxLogit = (1 << 23) - 1;

    private readonly QuantisedLinear _weights;
    private readonly int[] _bias;
    private readonly Requantiser[] _scales;

    private IntegerLinear(QuantisedLinear weights, int[] bias, Requantiser[] scales) => (_weights, _bias, _scales) = (weights, bias, scales);

    public int Outputs => _weights.Outputs;

    public int Inputs => _weights.Inputs;

    /// <param name="weights">Integer weights with their real scales and bias.</param>
    /// <param name="inputScale">Real value of one step of the input.</param>
    /// <param name="outputScales">Real value of one step of each output, or one for all.</param>
    /// <param name="name">The layer's name, for messages.</param>
    /// <exception cref="InvalidModelException">A sum could overflow 32 bits, or a scale does not fit a requantiser.</exception>
    public static IntegerLinear Compile(QuantisedLinear weights, double inputScale, IReadOnlyList<double> outputScales, string name)
    {
        var bias = new int[weights.Outputs];
        var scales = new Requantiser[weights.Outputs];
        for (var row = 0; row < weights.Outputs; row++)
        {
            var step = inputScale * weights.RowScales[row];
            var ratio = step / outputScales[outputScales.Count == 1 ? 0 : row];
            var start = Math.Floor((weights.Bias?[row] ?? 0) / step + 0.5);
            if (!(ratio > 0) || ratio > ushort.MaxValue)
                throw new InvalidModelException(null, $"{name}, output {row}", $"its scale is {ratio:G4} steps of the result", "calibrate again on text like the one the model will see");
            if (!(Math.Abs(start) + LargestSum(weights, row) <= int.MaxValue))
                throw new InvalidModelException(null, $"{name}, output {row}", $"{weights.Inputs} products and a bias of {start:G4} steps can overflow 32 bits", "quantise it with a larger scale or prune its inputs");
            bias[row] = (int)start;
            scales[row] = Requantiser.FromScale(ratio);
        }

        return new IntegerLinear(weights, bias, scales);
    }

    public void ToInt8(ReadOnlySpan<sbyte> activations, int rows, Span<sbyte> result)
    {
        for (var i = 0; i < rows * Outputs; i++) result[i] = _scales[i % Outputs].ToInt8(Sum(activations, i));
    }

    public void ToInt16(ReadOnlySpan<sbyte> activations, int rows, Span<short> result)
    {
        for (var i = 0; i < rows * Outputs; i++) result[i] = _scales[i % Outputs].ToInt16(Sum(activations, i));
    }

    /// <summary><c>x = saturate16(requantise16(sum) + x)</c>.</summary>
    public void AddTo(ReadOnlySpan<sbyte> activations, int rows, Span<short> x)
    {
        for (var i = 0; i < rows * Outputs; i++)
            x[i] = (short)Math.Clamp(_scales[i % Outputs].ToInt16(Sum(activations, i)) + x[i], short.MinValue, short.MaxValue);
    }

    /// <summary>Logits of one common scale, in 24 bits.</summary>
    public void ToLogits(ReadOnlySpan<sbyte> activations, int rows, Span<int> result)
    {
        for (var i = 0; i < rows * Outputs; i++) result[i] = (int)Math.Clamp(_scales[i % Outputs].Scale(Sum(activations, i)), -MaxLogit - 1, MaxLogit);
    }

    private int Sum(ReadOnlySpan<sbyte> activations, int index)
    {
        var (row, output) = Math.DivRem(index, Outputs);
        var sum = _bias[output];
        for (var i = 0; i < Inputs; i++) sum += activations[row * Inputs + i] * _weights.Values[output * Inputs + i] * _weights.GroupScale(output, i);
        return sum;
    }

    private static long LargestSum(QuantisedLinear weights, int row)
    {
        var sum = 0L;
        for (var i = 0; i < weights.Inputs; i++) sum += 128L * Math.Abs(weights.Values[row * weights.Inputs + i] * weights.GroupScale(row, i));
        return sum;
    }
}
