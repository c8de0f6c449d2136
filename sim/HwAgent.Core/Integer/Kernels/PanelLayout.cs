namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// How weights lie in memory. A panel holds 16 outputs; along the inputs it is a row of blocks of 16 inputs, so that a thread that works through
/// panels reads one stream from end to end. A block is 8 vectors of 32 weights: vector 2s + h holds inputs 4s to 4s + 3 of outputs 8h to 8h + 7, an
/// output's four inputs side by side, which is what a dot-product instruction takes; no sum across lanes is ever needed. Narrow weights keep this
/// order, several vectors folded into one (<see cref="IPanelWidth"/>). Group scales, where there are any, stand in front of the panel's blocks.
/// </summary>
/// <param name="Blocks">Blocks along the inputs, the last one filled up with zeros.</param>
/// <param name="Groups">Groups with a scale along the inputs; 0 for none.</param>
/// <param name="BlocksPerGroup">Blocks that share a scale; 0 for none.</param>
internal readonly record struct PanelLayout(int Blocks, int Groups, int BlocksPerGroup)
{
    /// <summary>Outputs of a panel.</summary>
    public const int Outputs = 16;

    /// <summary>Inputs of a block.</summary>
    public const int BlockInputs = 16;

    /// <summary>Bytes of a block of 8-bit weights.</summary>
    public const int WideBlockBytes = Outputs * BlockInputs;

    private const int CacheLine = 64;

    public static PanelLayout Of(QuantisedLinear layer, int bits)
    {
        var blocks = (layer.Inputs + BlockInputs - 1) / BlockInputs;
        // Eight bits leave no room for a scale: it is 1.
        return layer.GroupSize == 0 || bits == 8 ? new(blocks, 0, 0) : new(blocks, layer.Groups, layer.GroupSize / BlockInputs);
    }

    /// <summary>Bytes of the scales in front of the blocks: one an output and group, filled up to whole cache lines.</summary>
    public int ScaleBytes => (Groups * Outputs + CacheLine - 1) / CacheLine * CacheLine;

    public static int BlockBytes(int bits) => WideBlockBytes / 8 * bits;

    /// <summary>Bytes of a panel: a multiple of the cache line.</summary>
    public int PanelBytes(int bits) => (ScaleBytes + Blocks * BlockBytes(bits) + CacheLine - 1) / CacheLine * CacheLine;
}
