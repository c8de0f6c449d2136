using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// One row of activations times one panel of 4-bit weights. A byte x of <see cref="Width4"/> is <c>16 h + l</c>: h is the weight of the upper output, l that
/// of the lower one plus 8. The products with l need one mask, those with h none: those with x less those with l are 16 times theirs. What the 8 adds to
/// the lower outputs is the sum of the activations times 8, the same for all. Three instructions for two products instead of five.
/// </summary>
internal static unsafe class FourBitRowKernel
{
    private const int PrefetchBytes = 8192;

    /// <summary>Adds the products of the row and the panel to 16 sums.</summary>
    /// <param name="activations">Unsigned (offset by 128), the blocks' inputs, and behind them their sum as <see cref="ActivationTiles"/> puts it there.</param>
    /// <param name="blocks">The panel's blocks.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">16 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TDot>(byte* activations, byte* blocks, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        Vector256<int> l0 = default, l1 = default, l2 = default, l3 = default, x0 = default, x1 = default, x2 = default, x3 = default;
        var end = blocks + (nint)count * PanelLayout.BlockBytes(4);
        for (; blocks < end; blocks += PanelLayout.BlockBytes(4), activations += PanelLayout.BlockInputs)
        {
            RowKernel.Prefetch(blocks + PrefetchBytes, PanelLayout.BlockBytes(4));
            var a = Vector256.Create(*(int*)activations).AsByte();
            var x = Vector256.Load(blocks);
            l0 = TDot.Add(l0, a, Lower(x));
            x0 = TDot.Add(x0, a, x.AsSByte());
            a = Vector256.Create(*(int*)(activations + 4)).AsByte();
            x = Vector256.Load(blocks + 32);
            l1 = TDot.Add(l1, a, Lower(x));
            x1 = TDot.Add(x1, a, x.AsSByte());
            a = Vector256.Create(*(int*)(activations + 8)).AsByte();
            x = Vector256.Load(blocks + 64);
            l2 = TDot.Add(l2, a, Lower(x));
            x2 = TDot.Add(x2, a, x.AsSByte());
            a = Vector256.Create(*(int*)(activations + 12)).AsByte();
            x = Vector256.Load(blocks + 96);
            l3 = TDot.Add(l3, a, Lower(x));
            x3 = TDot.Add(x3, a, x.AsSByte());
        }

        var lower = l0 + l1 + (l2 + l3);
        Add(lower - Vector256.Create(8 * *(int*)activations), Vector256.ShiftRightArithmetic(x0 + x1 + (x2 + x3) - lower, 4), sums);
    }

    /// <summary>The same with group scales, which stand in front of the blocks.</summary>
    /// <param name="activations">As in <see cref="Run"/>.</param>
    /// <param name="panel">Scales and blocks.</param>
    /// <param name="layout">The panel's layout.</param>
    /// <param name="sums">16 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunGroups<TDot>(byte* activations, byte* panel, PanelLayout layout, int* sums)
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var blocks = panel + layout.ScaleBytes;
        var eight = Vector256.Create((sbyte)8);
        Vector256<int> low = default, high = default;
        for (var left = layout.Blocks; left > 0; left -= layout.BlocksPerGroup, scales += PanelLayout.Outputs)
        {
            Vector256<int> l0 = default, l1 = default, x0 = default, x1 = default, offset = default;
            var end = blocks + (nint)Math.Min(left, layout.BlocksPerGroup) * PanelLayout.BlockBytes(4);
            for (; blocks < end; blocks += PanelLayout.BlockBytes(4), activations += PanelLayout.BlockInputs)
            {
                RowKernel.Prefetch(blocks + PrefetchBytes, PanelLayout.BlockBytes(4));
                var a = Vector256.Create(*(int*)activations).AsByte();
                var x = Vector256.Load(blocks);
                l0 = TDot.Add(l0, a, Lower(x));
                x0 = TDot.Add(x0, a, x.AsSByte());
                a = Vector256.Create(*(int*)(activations + 4)).AsByte();
                x = Vector256.Load(blocks + 32);
                l1 = TDot.Add(l1, a, Lower(x));
                x1 = TDot.Add(x1, a, x.AsSByte());
                a = Vector256.Create(*(int*)(activations + 8)).AsByte();
                x = Vector256.Load(blocks + 64);
                l0 = TDot.Add(l0, a, Lower(x));
                x0 = TDot.Add(x0, a, x.AsSByte());
                a = Vector256.Create(*(int*)(activations + 12)).AsByte();
                x = Vector256.Load(blocks + 96);
                l1 = TDot.Add(l1, a, Lower(x));
                x1 = TDot.Add(x1, a, x.AsSByte());
                // The four lanes of the block's 16 inputs: one instruction a block.
                offset = TDot.Add(offset, Vector128.Load(activations).AsByte().ToVector256(), eight);
            }

            var lower = l0 + l1;
            low += (lower - Vector256.Create(Vector128.Sum(offset.GetLower()))) * RowKernel.Scales(scales);
            high += Vector256.ShiftRightArithmetic(x0 + x1 - lower, 4) * RowKernel.Scales(scales + 8);
        }

        Add(low, high, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Lower(Vector256<byte> x) => (x & Vector256.Create((byte)0x0F)).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<int> low, Vector256<int> high, int* sums)
    {
        (Vector256.Load(sums) + low).Store(sums);
        (Vector256.Load(sums + 8) + high).Store(sums + 8);
    }
}
