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
    private const int BlockBytes = PanelLayout.WideBlockBytes / 2;

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
        var end = blocks + (nint)count * BlockBytes;
        for (; blocks < end; blocks += BlockBytes, activations += PanelLayout.BlockInputs)
        {
            RowKernel.Prefetch(blocks + PrefetchBytes, BlockBytes);
            var a = Vector256.Create(*(int*)activations).AsByte();
            Add<TDot>(a, blocks, ref l0, ref x0);
            a = Vector256.Create(*(int*)(activations + 4)).AsByte();
            Add<TDot>(a, blocks + 32, ref l1, ref x1);
            a = Vector256.Create(*(int*)(activations + 8)).AsByte();
            Add<TDot>(a, blocks + 64, ref l2, ref x2);
            a = Vector256.Create(*(int*)(activations + 12)).AsByte();
            Add<TDot>(a, blocks + 96, ref l3, ref x3);
        }

        Finish(l0 + l1 + (l2 + l3), x0 + x1 + (x2 + x3), Vector256.Create(8 * *(int*)activations), sums);
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
            var end = blocks + (nint)Math.Min(left, layout.BlocksPerGroup) * BlockBytes;
            for (; blocks < end; blocks += BlockBytes, activations += PanelLayout.BlockInputs)
            {
                RowKernel.Prefetch(blocks + PrefetchBytes, BlockBytes);
                var a = Vector256.Create(*(int*)activations).AsByte();
                Add<TDot>(a, blocks, ref l0, ref x0);
                a = Vector256.Create(*(int*)(activations + 4)).AsByte();
                Add<TDot>(a, blocks + 32, ref l1, ref x1);
                a = Vector256.Create(*(int*)(activations + 8)).AsByte();
                Add<TDot>(a, blocks + 64, ref l0, ref x0);
                a = Vector256.Create(*(int*)(activations + 12)).AsByte();
                Add<TDot>(a, blocks + 96, ref l1, ref x1);
                // The four lanes of the block's 16 inputs: one instruction a block.
                offset = TDot.Add(offset, Vector128.Load(activations).AsByte().ToVector256(), eight);
            }

            var lower = l0 + l1;
            low += (lower - Vector256.Create(Vector128.Sum(offset.GetLower()))) * RowKernel.Scales(scales);
            high += Vector256.ShiftRightArithmetic(x0 + x1 - lower, 4) * RowKernel.Scales(scales + 8);
        }

        RowKernel.Add(low, high, sums);
    }

    /// <summary>A vector of folded weights: products with the lower halves of its bytes, and with the whole bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TDot>(Vector256<byte> activations, byte* weights, ref Vector256<int> lower, ref Vector256<int> whole)
        where TDot : struct, IDotProduct
    {
        var x = Vector256.Load(weights);
        lower = TDot.Add(lower, activations, (x & Vector256.Create((byte)0x0F)).AsSByte());
        whole = TDot.Add(whole, activations, x.AsSByte());
    }

    /// <summary>Both kinds of products into 16 sums.</summary>
    /// <param name="lower">Of the lower halves.</param>
    /// <param name="whole">Of the whole bytes.</param>
    /// <param name="offset">What the 8 in the lower halves adds.</param>
    /// <param name="sums">16 sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector256<int> lower, Vector256<int> whole, Vector256<int> offset, int* sums) =>
        RowKernel.Add(lower - offset, Vector256.ShiftRightArithmetic(whole - lower, 4), sums);
}
