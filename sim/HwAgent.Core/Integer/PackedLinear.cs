namespace HwAgent.Core.Integer;

/// <summary>The weights of a linear layer in the order in which the kernels read them. Immutable; many sessions may share it.</summary>
public sealed class PackedLinear
{
    private readonly QuantisedLinear _layer;

    private PackedLinear(QuantisedLinear layer) => _layer = layer;

    public int Outputs => _layer.Outputs;

    public int Inputs => _layer.Inputs;

    /// <exception cref="ArgumentException">The layer's parts do not fit together, or a sum could leave 32 bits.</exception>
    public static PackedLinear Pack(QuantisedLinear layer) => new(layer);

    /// <summary>Exact sums, without bias.</summary>
    /// <param name="activations">Rows x inputs.</param>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="sums">Rows x outputs.</param>
    /// <param name="workers">The threads to use; the result does not depend on them.</param>
    public void Multiply(ReadOnlySpan<sbyte> activations, int rows, Span<int> sums, IntegerWorkers workers) =>
        ReferenceLinear.Multiply(_layer, activations, rows, sums);

    /// <summary>Sums, bias, requantised to int8: rows x outputs.</summary>
    public void MultiplyToInt8(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<sbyte> result, IntegerWorkers workers)
    {
        var sums = new int[rows * Outputs];
        Multiply(activations, rows, sums, workers);
        for (var i = 0; i < sums.Length; i++) result[i] = epilogue.Scales[i % Outputs].ToInt8(sums[i] + epilogue.Bias[i % Outputs]);
    }

    /// <summary>Sums, bias, requantised to int16: rows x outputs.</summary>
    public void MultiplyToInt16(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<short> result, IntegerWorkers workers)
    {
        var sums = new int[rows * Outputs];
        Multiply(activations, rows, sums, workers);
        for (var i = 0; i < sums.Length; i++) result[i] = epilogue.Scales[i % Outputs].ToInt16(sums[i] + epilogue.Bias[i % Outputs]);
    }

    /// <summary>Sums, bias, requantised to int16 and added to the residual stream in place: <c>residual = saturate16(residual + y)</c>, rows x outputs.</summary>
    public void MultiplyAddInt16(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<short> residual, IntegerWorkers workers)
    {
        var sums = new int[rows * Outputs];
        Multiply(activations, rows, sums, workers);
        for (var i = 0; i < sums.Length; i++)
            residual[i] = (short)Math.Clamp(residual[i] + epilogue.Scales[i % Outputs].ToInt16(sums[i] + epilogue.Bias[i % Outputs]), short.MinValue, short.MaxValue);
    }

    /// <summary>Sums, bias, requantised and saturated to 24 bits, so that a conversion to float32 is exact (logits): rows x outputs.</summary>
    public void MultiplyToInt24(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<int> result, IntegerWorkers workers)
    {
        var sums = new int[rows * Outputs];
        Multiply(activations, rows, sums, workers);
        for (var i = 0; i < sums.Length; i++) result[i] = (int)Math.Clamp(epilogue.Scales[i % Outputs].Scale(sums[i] + epilogue.Bias[i % Outputs]), -(1 << 23), (1 << 23) - 1);
    }
}
