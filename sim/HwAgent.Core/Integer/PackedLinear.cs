using HwAgent.Core.Integer.Kernels;

namespace HwAgent.Core.Integer;

/// <summary>
/// The weights of a linear layer in the order in which the kernels read them, at their true width. Immutable; many sessions may share it.
/// Every result has the same bits on any path, with any number of threads, and for a row alone or among others; <see cref="ReferenceLinear"/> says which.
/// </summary>
public sealed unsafe class PackedLinear
{
    private readonly PackedPanels _panels;

    private PackedLinear(QuantisedLinear layer, KernelPath path, WeightMemory? memory)
    {
        Outputs = layer.Outputs;
        Inputs = layer.Inputs;
        Path = path;
        _panels = PackedPanels.Pack(layer, memory ?? new WeightMemory());
    }

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>The instructions it is computed with.</summary>
    public KernelPath Path { get; }

    /// <summary>Bytes of the packed weights: what a decoded token reads.</summary>
    public long Bytes => _panels.Bytes;

    /// <summary>Packs for the quickest path of this machine.</summary>
    /// <param name="layer">Integer weights.</param>
    /// <param name="memory">Where they go: the layers of a model into one, in the order of their use. Null for memory of their own.</param>
    /// <exception cref="ArgumentException">The layer's parts do not fit together, or a sum could leave 32 bits.</exception>
    public static PackedLinear Pack(QuantisedLinear layer, WeightMemory? memory = null) => new(layer, KernelPaths.Fastest, memory);

    /// <summary>Packs for a given path.</summary>
    /// <exception cref="ArgumentException">The layer's parts do not fit together, or a sum could leave 32 bits.</exception>
    /// <exception cref="PlatformNotSupportedException">This machine does not have the path.</exception>
    public static PackedLinear Pack(QuantisedLinear layer, KernelPath path) =>
        KernelPaths.IsSupported(path) ? new(layer, path, null) : throw new PlatformNotSupportedException($"This processor cannot run the kernel path {path}; it has {string.Join(", ", KernelPaths.Supported)}.");

    /// <summary>Exact sums, without bias.</summary>
    /// <param name="activations">Rows x inputs.</param>
    /// <param name="rows">Rows of activations.</param>
    /// <param name="sums">Rows x outputs.</param>
    /// <param name="workers">The threads to use; the result does not depend on them.</param>
    /// <exception cref="ArgumentException">A span does not have the size that the rows ask for.</exception>
    public void Multiply(ReadOnlySpan<sbyte> activations, int rows, Span<int> sums, IntegerWorkers workers)
    {
        Check(activations, rows, sums.Length);
        fixed (int* to = sums) Run(activations, rows, new SumSink(to, Outputs), workers);
    }

    /// <summary>Sums, bias, requantised to int8: rows x outputs.</summary>
    /// <exception cref="ArgumentException">A span or the epilogue does not have the size that the layer asks for.</exception>
    public void MultiplyToInt8(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<sbyte> result, IntegerWorkers workers)
    {
        Check(activations, rows, result.Length, epilogue);
        fixed (sbyte* to = result) Run(activations, rows, new Int8Sink(epilogue, to), workers);
    }

    /// <summary>Sums, bias, requantised to int16: rows x outputs.</summary>
    /// <exception cref="ArgumentException">A span or the epilogue does not have the size that the layer asks for.</exception>
    public void MultiplyToInt16(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<short> result, IntegerWorkers workers)
    {
        Check(activations, rows, result.Length, epilogue);
        fixed (short* to = result) Run(activations, rows, new Int16Sink(epilogue, to), workers);
    }

    /// <summary>Sums, bias, requantised to int16 and added to the residual stream in place: <c>residual = saturate16(residual + y)</c>, rows x outputs.</summary>
    /// <exception cref="ArgumentException">A span or the epilogue does not have the size that the layer asks for.</exception>
    public void MultiplyAddInt16(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<short> residual, IntegerWorkers workers)
    {
        Check(activations, rows, residual.Length, epilogue);
        fixed (short* to = residual) Run(activations, rows, new ResidualSink(epilogue, to), workers);
    }

    /// <summary>Sums, bias, requantised and saturated to 24 bits, so that a conversion to float32 is exact (logits): rows x outputs.</summary>
    /// <exception cref="ArgumentException">A span or the epilogue does not have the size that the layer asks for.</exception>
    public void MultiplyToInt24(ReadOnlySpan<sbyte> activations, int rows, Epilogue epilogue, Span<int> result, IntegerWorkers workers)
    {
        Check(activations, rows, result.Length, epilogue);
        fixed (int* to = result) Run(activations, rows, new Int24Sink(epilogue, to), workers);
    }

    /// <summary>Panels of 16 outputs.</summary>
    internal int Panels => _panels.Panels;

    /// <inheritdoc cref="PackedPanels.PanelAt"/>
    internal int PanelAt(nint bytes) => _panels.PanelAt(bytes);

    /// <inheritdoc cref="PackedPanels.BytesBefore"/>
    internal nint BytesBefore(int panel) => _panels.BytesBefore(panel);

    /// <summary>One row times some panels on the calling thread; the caller keeps this object alive.</summary>
    internal void MultiplyPanels<TSink>(byte* row, TSink sink, int first, int end)
        where TSink : struct, ISumSink
    {
        switch (Path)
        {
            case KernelPath.AvxVnni:
                new RowTask<VnniDot, TSink>(_panels, Outputs, row, sink).Panels(first, end);
                break;
            case KernelPath.Avx2:
                new RowTask<Avx2Dot, TSink>(_panels, Outputs, row, sink).Panels(first, end);
                break;
            default:
                new RowTask<PortableDot, TSink>(_panels, Outputs, row, sink).Panels(first, end);
                break;
        }
    }

    private void Run<TSink>(ReadOnlySpan<sbyte> activations, int rows, TSink sink, IntegerWorkers workers)
        where TSink : struct, ISumSink
    {
        if (rows == 0) return;
        fixed (sbyte* from = activations) LinearKernel.Multiply(_panels, Path, Inputs, Outputs, from, rows, sink, workers);
        GC.KeepAlive(this);
    }

    private void Check(ReadOnlySpan<sbyte> activations, int rows, int results, Epilogue? epilogue = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (activations.Length != (long)rows * Inputs) throw new ArgumentException($"{rows} rows of {Inputs} inputs are {(long)rows * Inputs} activations, not {activations.Length}.");
        if (results != (long)rows * Outputs) throw new ArgumentException($"{rows} rows of {Outputs} outputs are {(long)rows * Outputs} results, not {results}.");
        if (epilogue is not null && epilogue.Outputs != Outputs) throw new ArgumentException($"The epilogue has {epilogue.Outputs} outputs, the layer {Outputs}.");
    }
}
