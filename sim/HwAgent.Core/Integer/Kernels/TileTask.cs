using System.Runtime.CompilerServices;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// Many rows: each thread takes its share of the panels and passes each of them by all rows, in stretches of inputs that stay in the
/// first-level cache. Narrow weights are unfolded once a stretch.
/// </summary>
/// <param name="panels">Weights.</param>
/// <param name="outputs">Outputs of the layer.</param>
/// <param name="tiles">The rows.</param>
/// <param name="firstRow">Row of the result where the first tile begins.</param>
/// <param name="sink">Takes the sums.</param>
internal readonly unsafe struct TileTask<TDot, TSink>(PackedPanels panels, int outputs, ActivationTiles tiles, int firstRow, TSink sink) : IWorkerTask
    where TDot : struct, IDotProduct
    where TSink : struct, ISumSink
{
    /// <summary>Most rows of one task, a little more than the usual prompt chunk of 128: their activations stay in the second-level cache, their sums on the stack.</summary>
    public const int MaxRows = 22 * TileKernel.MaxRows;

    /// <summary>Up to so many tiles weights are multiplied as they are, with memory as the limit; from there on stretches, and unfolding narrow weights once, pay.</summary>
    private const int FewTiles = 2;

    /// <summary>Sums of a tile.</summary>
    private const int Stride = TileKernel.MaxRows * PanelLayout.Outputs;

    /// <summary>Blocks of a stretch: 16 KiB of 8-bit weights.</summary>
    private const int StretchBlocks = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public void Run(int worker, int workers)
    {
        var memory = stackalloc byte[64 + StretchBlocks * PanelLayout.WideBlockBytes + MaxRows * PanelLayout.Outputs * sizeof(int)];
        var unpacked = (byte*)(((nint)memory + 63) / 64 * 64);
        var sums = (int*)(unpacked + StretchBlocks * PanelLayout.WideBlockBytes);
        var first = (int)((long)panels.Panels * worker / workers);
        var end = (int)((long)panels.Panels * (worker + 1) / workers);
        foreach (ref readonly var segment in panels.Segments)
        {
            for (var panel = Math.Max(first, segment.FirstPanel); panel < Math.Min(end, segment.EndPanel); panel++) Run(segment, panel, unpacked, sums);
        }
    }

    private void Run(in PanelSegment segment, int panel, byte* unpacked, int* sums)
    {
        var output = panel * PanelLayout.Outputs;
        var corrections = panels.Corrections.AsSpan(output, PanelLayout.Outputs);
        for (var row = 0; row < tiles.Tiles * TileKernel.MaxRows; row++) corrections.CopyTo(new Span<int>(sums + row * PanelLayout.Outputs, PanelLayout.Outputs));
        if (Streams(segment.Bits)) Stream(segment, panel, sums);
        else Stretches(segment, panel, unpacked, sums);
        var outputsHere = Math.Min(PanelLayout.Outputs, outputs - output);
        for (var tile = 0; tile < tiles.Tiles; tile++)
        {
            for (var row = 0; row < tiles.UsedRows(tile); row++)
                sink.Write(sums + tile * Stride + row * PanelLayout.Outputs, firstRow + tile * TileKernel.MaxRows + row, output, outputsHere);
        }
    }

    /// <summary>
    /// 8-bit weights need no unfolding, so one tile passes by them in stretches: fetching ahead, the streaming kernel's other gain, was measured to cost a
    /// pass over two to four rows more than it brings. With two tiles it does gain.
    /// </summary>
    private bool Streams(int bits) => tiles.Tiles <= FewTiles && (bits < 8 || tiles.Tiles > 1);

    private void Stretches(in PanelSegment segment, int panel, byte* unpacked, int* sums)
    {
        for (var block = 0; block < segment.Layout.Blocks; block += StretchBlocks)
        {
            var count = Math.Min(StretchBlocks, segment.Layout.Blocks - block);
            var weights = Stretch(segment, panel, block, count, unpacked);
            for (var tile = 0; tile < tiles.Tiles; tile++)
            {
                var rows = tiles.KernelRows(tile);
                TileKernel.Multiply<TDot>(rows, tiles.Tile(tile) + (nint)block * PanelLayout.BlockInputs * rows, weights, count, sums + tile * Stride);
            }
        }
    }

    /// <summary>Few rows: the weights as they are, tile after tile; a panel stays in the second-level cache.</summary>
    private void Stream(in PanelSegment segment, int panel, int* sums)
    {
        var weights = panels.Start + segment.OffsetOf(panel);
        for (var tile = 0; tile < tiles.Tiles; tile++)
        {
            var rows = tiles.KernelRows(tile);
            var activations = tiles.Tile(tile);
            var tileSums = sums + tile * Stride;
            switch (segment.Bits)
            {
                case 8:
                    StreamedTileKernel.Multiply<Width8, TDot>(rows, activations, weights, segment.Layout, tileSums);
                    break;
                case 4:
                    StreamedTileKernel.Multiply<Width4, TDot>(rows, activations, weights, segment.Layout, tileSums);
                    break;
                case 3:
                    StreamedTileKernel.Multiply<Width3, TDot>(rows, activations, weights, segment.Layout, tileSums);
                    break;
                default:
                    StreamedTileKernel.Multiply<Width2, TDot>(rows, activations, weights, segment.Layout, tileSums);
                    break;
            }
        }
    }

    private byte* Stretch(in PanelSegment segment, int panel, int block, int count, byte* unpacked)
    {
        var weights = panels.Start + segment.OffsetOf(panel);
        switch (segment.Bits)
        {
            case 8:
                return weights + (nint)block * PanelLayout.WideBlockBytes;
            case 4:
                PanelUnpacking.Unpack<Width4>(weights, segment.Layout, block, count, unpacked);
                return unpacked;
            case 3:
                PanelUnpacking.Unpack<Width3>(weights, segment.Layout, block, count, unpacked);
                return unpacked;
            default:
                PanelUnpacking.Unpack<Width2>(weights, segment.Layout, block, count, unpacked);
                return unpacked;
        }
    }
}
