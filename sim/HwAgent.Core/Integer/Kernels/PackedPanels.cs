namespace HwAgent.Core.Integer.Kernels;

/// <summary>All panels of a layer in one stretch of memory.</summary>
internal sealed unsafe class PackedPanels
{
    /// <summary>Longest row: 255 * 128 times this fits 32 bits, so that no sum of any width overflows (sim/NUMERICS.md).</summary>
    public const int MaxInputs = 1 << 16;

    /// <summary>Largest layer: a little below two gigabytes.</summary>
    private const int MaxBytes = int.MaxValue - (4 << 20);

    private readonly WeightChunk _memory;
    private readonly PanelSegment[] _segments;

    private PackedPanels(QuantisedLinear layer, PanelSegment[] segments, WeightMemory memory)
    {
        _segments = segments;
        Bytes = segments[^1].OffsetOf(segments[^1].EndPanel);
        if (Bytes > MaxBytes) throw new ArgumentException($"A layer of {layer.Outputs} x {layer.Inputs} weights needs {Bytes} bytes, more than the {MaxBytes} of one stretch; split its outputs.");
        var start = memory.Take(Bytes, out _memory);
        Start = _memory.Start + start;
        Corrections = GC.AllocateArray<int>(Panels * PanelLayout.Outputs, pinned: true);
        // The kernels take activations offset by 128 to unsigned bytes.
        for (var output = 0; output < layer.Outputs; output++) Corrections[output] = -128 * layer.RowSums(output).Sum;
        foreach (var segment in segments)
        {
            for (var panel = segment.FirstPanel; panel < segment.EndPanel; panel++)
                PanelPacking.Pack(layer, segment, panel, new Span<byte>(Start + segment.OffsetOf(panel), segment.PanelBytes));
        }
    }

    /// <summary>The first panel; valid as long as this object lives.</summary>
    public byte* Start { get; }

    /// <summary>Bytes of all panels.</summary>
    public nint Bytes { get; }

    public int Panels => _segments[^1].EndPanel;

    public ReadOnlySpan<PanelSegment> Segments => _segments;

    /// <summary>What the offset of the activations added too much, to be added to the sums: -128 times the row's sum; filled up to whole panels.</summary>
    public int[] Corrections { get; }

    /// <param name="layer">Integer weights.</param>
    /// <param name="memory">Where the panels go.</param>
    /// <exception cref="ArgumentException">The layer's parts do not fit together.</exception>
    public static PackedPanels Pack(QuantisedLinear layer, WeightMemory memory)
    {
        LayerChecks.Check(layer);
        var segments = new List<PanelSegment>();
        nint offset = 0;
        for (var row = 0; row < layer.Outputs;)
        {
            var end = row;
            while (end < layer.Outputs && layer.RowBits[end] == layer.RowBits[row]) end++;
            var bits = layer.RowBits[row];
            var segment = new PanelSegment(row / PanelLayout.Outputs, (end - row + PanelLayout.Outputs - 1) / PanelLayout.Outputs, bits, PanelLayout.Of(layer, bits), offset);
            segments.Add(segment);
            offset = segment.OffsetOf(segment.EndPanel);
            row = end;
        }

        return new PackedPanels(layer, [.. segments], memory);
    }

    /// <summary>First panel of a thread's share when shares have about equal bytes: what counts when weights come from memory.</summary>
    public int FirstPanelByBytes(int worker, int workers) => PanelAt(Bytes * worker / workers);

    /// <summary>The panel that begins nearest to so many bytes; limits outside the layer count as its ends.</summary>
    public int PanelAt(nint bytes)
    {
        if (bytes <= 0) return 0;
        foreach (var segment in _segments)
        {
            if (bytes <= segment.OffsetOf(segment.EndPanel)) return segment.FirstPanel + (int)((bytes - segment.Offset + segment.PanelBytes / 2) / segment.PanelBytes);
        }

        return Panels;
    }

    /// <summary>Bytes in front of a panel, or of all when there is no such panel.</summary>
    public nint BytesBefore(int panel)
    {
        foreach (var segment in _segments)
        {
            if (panel < segment.EndPanel) return segment.OffsetOf(panel);
        }

        return Bytes;
    }
}
