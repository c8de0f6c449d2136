using HwAgent.Core.Integer.Kernels;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>A linear layer of int8 activations, compiled: packed weights, and a bias and a requantiser an output.</summary>
/// <param name="Weights">Packed.</param>
/// <param name="Epilogue">What follows the sums.</param>
internal sealed unsafe record IntegerLinear(PackedLinear Weights, Epilogue Epilogue)
{
    public int Outputs => Weights.Outputs;

    /// <param name="weights">Integer weights with their real scales and bias.</param>
    /// <param name="inputScale">Real value of one step of the input.</param>
    /// <param name="outputScales">Real value of one step of each output, or one for all.</param>
    /// <param name="name">The layer's name, for messages.</param>
    /// <param name="memory">Where the weights go; null for memory of their own.</param>
    /// <exception cref="InvalidModelException">A sum could overflow 32 bits, or a scale does not fit a requantiser.</exception>
    public static IntegerLinear Compile(QuantisedLinear weights, double inputScale, IReadOnlyList<double> outputScales, string name, WeightMemory? memory = null)
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
            // Activations reach -128.
            if (!(Math.Abs(start) + 128L * weights.RowSums(row).Magnitudes <= int.MaxValue))
                throw new InvalidModelException(null, $"{name}, output {row}", $"{weights.Inputs} products and a bias of {start:G4} steps can overflow 32 bits", "quantise it with a larger scale or prune its inputs");
            bias[row] = (int)start;
            scales[row] = Requantiser.FromScale(ratio);
        }

        return new IntegerLinear(PackedLinear.Pack(weights, memory), new Epilogue(bias, scales));
    }

    public void ToInt8(ReadOnlySpan<sbyte> activations, int rows, Span<sbyte> result, IntegerWorkers workers) =>
        Weights.MultiplyToInt8(activations[..(rows * Weights.Inputs)], rows, Epilogue, result[..(rows * Outputs)], workers);

    public void ToInt16(ReadOnlySpan<sbyte> activations, int rows, Span<short> result, IntegerWorkers workers) =>
        Weights.MultiplyToInt16(activations[..(rows * Weights.Inputs)], rows, Epilogue, result[..(rows * Outputs)], workers);

    /// <summary>Adds to the residual stream.</summary>
    public void AddTo(ReadOnlySpan<sbyte> activations, int rows, Span<short> residual, IntegerWorkers workers) =>
        Weights.MultiplyAddInt16(activations[..(rows * Weights.Inputs)], rows, Epilogue, residual[..(rows * Outputs)], workers);

    /// <summary>Logits of one common scale, in 24 bits.</summary>
    public void ToLogits(ReadOnlySpan<sbyte> activations, int rows, Span<int> result, IntegerWorkers workers) =>
        Weights.MultiplyToInt24(activations[..(rows * Weights.Inputs)], rows, Epilogue, result[..(rows * Outputs)], workers);

    /// <summary>One row times some panels, on the calling thread.</summary>
    /// <param name="row">Unsigned (offset by 128).</param>
    /// <param name="result">All outputs; those of the panels are written.</param>
    /// <param name="first">The first panel; a number below 0 counts as 0.</param>
    /// <param name="end">The one behind the last; a number above those that there are counts as theirs.</param>
    public void PanelsToInt8(byte* row, sbyte* result, int first, int end) => Weights.MultiplyPanels(row, new Int8Sink(Epilogue, result), first, end);

    /// <summary>As <see cref="PanelsToInt8"/>.</summary>
    public void PanelsToInt16(byte* row, short* result, int first, int end) => Weights.MultiplyPanels(row, new Int16Sink(Epilogue, result), first, end);

    /// <summary>As <see cref="PanelsToInt8"/>, added to the residual stream.</summary>
    public void AddPanels(byte* row, short* residual, int first, int end) => Weights.MultiplyPanels(row, new ResidualSink(Epilogue, residual), first, end);

    /// <summary>As <see cref="PanelsToInt8"/>.</summary>
    public void PanelsToLogits(byte* row, int* result, int first, int end) => Weights.MultiplyPanels(row, new Int24Sink(Epilogue, result), first, end);
}
