using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Activations in the order of <see cref="TileKernel"/>: offset by 128, rows of a tile interleaved by four inputs. Behind a row alone stands its sum.</summary>
/// <param name="source">Rows x inputs.</param>
/// <param name="rows">Rows.</param>
/// <param name="inputs">Inputs of a row.</param>
/// <param name="result">Room for <see cref="Bytes"/>.</param>
internal readonly unsafe struct ActivationTiles(sbyte* source, int rows, int inputs, byte* result) : IWorkerTask
{
    public int Tiles => (rows + TileKernel.MaxRows - 1) / TileKernel.MaxRows;

    /// <summary>Bytes of a row with the last block filled up.</summary>
    public int RowBytes => PaddedInputs(inputs);

    public static int PaddedInputs(int inputs) => (inputs + PanelLayout.BlockInputs - 1) / PanelLayout.BlockInputs * PanelLayout.BlockInputs;

    public static nuint Bytes(int rows, int inputs) => (nuint)(rows + TileKernel.MaxRows) * (nuint)PaddedInputs(inputs);

    /// <summary>Rows that the kernel for a tile computes, some of them of no use in the last tile.</summary>
    public int KernelRows(int tile) => TileKernel.RowsFor(UsedRows(tile));

    public int UsedRows(int tile) => Math.Min(TileKernel.MaxRows, rows - tile * TileKernel.MaxRows);

    /// <summary>Where a tile begins.</summary>
    public byte* Tile(int tile) => result + (nint)tile * TileKernel.MaxRows * RowBytes;

    public void Run(int worker, int workers)
    {
        for (var tile = Tiles * worker / workers; tile < Tiles * (worker + 1) / workers; tile++)
        {
            var kernelRows = KernelRows(tile);
            for (var row = 0; row < kernelRows; row++)
            {
                // A row that does not exist is a copy of the last one: its sums are thrown away.
                var from = source + (nint)(tile * TileKernel.MaxRows + Math.Min(row, UsedRows(tile) - 1)) * inputs;
                if (kernelRows == 1) Offset(from, Tile(tile));
                else Interleave(from, (uint*)Tile(tile) + row, kernelRows);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offset(sbyte* from, byte* to)
    {
        var i = 0;
        var sums = Vector256<uint>.Zero;
        for (; i <= inputs - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            var offset = Vector256.Load((byte*)from + i) ^ Vector256.Create((byte)0x80);
            offset.Store(to + i);
            var (low, high) = Vector256.Widen(offset);
            var words = low + high;
            sums += Vector256.WidenLower(words) + Vector256.WidenUpper(words);
        }

        var sum = Vector256.Sum(sums);
        for (; i < inputs; i++)
        {
            to[i] = (byte)(from[i] ^ 0x80);
            sum += to[i];
        }

        // What stands there must count for nothing: neither in the sum nor against filling weights.
        for (; i < RowBytes; i++) to[i] = 0;
        *(uint*)(to + RowBytes) = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Interleave(sbyte* from, uint* to, int stride)
    {
        var i = 0;
        for (; i <= inputs - 4; i += 4, to += stride) *to = *(uint*)(from + i) ^ 0x80808080;
        for (; i < RowBytes; i += 4, to += stride)
        {
            uint four = 0;
            for (var j = i; j < inputs; j++) four |= (uint)(byte)(from[j] ^ 0x80) << (8 * (j - i));
            *to = four;
        }
    }
}
