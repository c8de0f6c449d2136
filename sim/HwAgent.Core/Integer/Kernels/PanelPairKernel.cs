using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// One row of activations times two panels that lie far apart: two streams of weights keep more reads under way than one, which is what a single core
/// waits for when memory is the limit. Panels side by side do not gain, since the streams are then in each other's way. Whose turn a panel is changes no bit.
/// </summary>
internal static unsafe class PanelPairKernel
{
    /// <summary>Whether this gains: 2 and 3 bits are bound by arithmetic.</summary>
    public static bool Takes(PanelSegment segment) => segment.Bits is 8 or 4;

    /// <summary>Adds the products of the row and both panels to 16 sums each.</summary>
    /// <param name="activations">Unsigned (offset by 128), the blocks' inputs, and behind them their sum as <see cref="ActivationTiles"/> puts it there.</param>
    /// <param name="near">The first panel.</param>
    /// <param name="far">The second panel.</param>
    /// <param name="segment">Their width and layout.</param>
    /// <param name="sums">16 sums of the first panel and 16 of the second.</param>
    public static void Multiply<TDot>(byte* activations, byte* near, byte* far, PanelSegment segment, int* sums)
        where TDot : struct, IDotProduct
    {
        if (segment.Bits == 8) Run<TDot>(activations, near, (nint)(far - near), segment.Layout.Blocks, sums);
        else if (segment.Layout.BlocksPerGroup == 0) RunFourBits<TDot>(activations, near, (nint)(far - near), segment.Layout.Blocks, sums);
        else RunGroups<TDot>(activations, near, (nint)(far - near), segment.Layout, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TDot>(byte* activations, byte* blocks, nint apart, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        // n: near, f: far; eight independent sums keep the dot products from waiting for each other.
        Vector256<int> n0 = default, n1 = default, n2 = default, n3 = default, f0 = default, f1 = default, f2 = default, f3 = default;
        var end = blocks + (nint)count * PanelLayout.WideBlockBytes;
        for (; blocks < end; blocks += PanelLayout.WideBlockBytes, activations += PanelLayout.BlockInputs)
        {
            var a = Vector256.Create(*(int*)activations).AsByte();
            n0 = TDot.Add(n0, a, Width8.Load(blocks, 0));
            n1 = TDot.Add(n1, a, Width8.Load(blocks, 1));
            f0 = TDot.Add(f0, a, Width8.Load(blocks + apart, 0));
            f1 = TDot.Add(f1, a, Width8.Load(blocks + apart, 1));
            a = Vector256.Create(*(int*)(activations + 4)).AsByte();
            n2 = TDot.Add(n2, a, Width8.Load(blocks, 2));
            n3 = TDot.Add(n3, a, Width8.Load(blocks, 3));
            f2 = TDot.Add(f2, a, Width8.Load(blocks + apart, 2));
            f3 = TDot.Add(f3, a, Width8.Load(blocks + apart, 3));
            a = Vector256.Create(*(int*)(activations + 8)).AsByte();
            n0 = TDot.Add(n0, a, Width8.Load(blocks, 4));
            n1 = TDot.Add(n1, a, Width8.Load(blocks, 5));
            f0 = TDot.Add(f0, a, Width8.Load(blocks + apart, 4));
            f1 = TDot.Add(f1, a, Width8.Load(blocks + apart, 5));
            a = Vector256.Create(*(int*)(activations + 12)).AsByte();
            n2 = TDot.Add(n2, a, Width8.Load(blocks, 6));
            n3 = TDot.Add(n3, a, Width8.Load(blocks, 7));
            f2 = TDot.Add(f2, a, Width8.Load(blocks + apart, 6));
            f3 = TDot.Add(f3, a, Width8.Load(blocks + apart, 7));
        }

        RowKernel.Add(n0 + n2, n1 + n3, sums);
        RowKernel.Add(f0 + f2, f1 + f3, sums + PanelLayout.Outputs);
    }

    /// <summary>As <see cref="FourBitRowKernel.Run"/>: l with the lower halves of the bytes, x with the whole bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunFourBits<TDot>(byte* activations, byte* blocks, nint apart, int count, int* sums)
        where TDot : struct, IDotProduct
    {
        Vector256<int> nl0 = default, nl1 = default, nx0 = default, nx1 = default, fl0 = default, fl1 = default, fx0 = default, fx1 = default;
        var end = blocks + (nint)count * FourBitRowKernel.BlockBytes;
        for (; blocks < end; blocks += FourBitRowKernel.BlockBytes, activations += PanelLayout.BlockInputs)
        {
            var a = Vector256.Create(*(int*)activations).AsByte();
            FourBitRowKernel.Add<TDot>(a, blocks, ref nl0, ref nx0);
            FourBitRowKernel.Add<TDot>(a, blocks + apart, ref fl0, ref fx0);
            a = Vector256.Create(*(int*)(activations + 4)).AsByte();
            FourBitRowKernel.Add<TDot>(a, blocks + 32, ref nl1, ref nx1);
            FourBitRowKernel.Add<TDot>(a, blocks + apart + 32, ref fl1, ref fx1);
            a = Vector256.Create(*(int*)(activations + 8)).AsByte();
            FourBitRowKernel.Add<TDot>(a, blocks + 64, ref nl0, ref nx0);
            FourBitRowKernel.Add<TDot>(a, blocks + apart + 64, ref fl0, ref fx0);
            a = Vector256.Create(*(int*)(activations + 12)).AsByte();
            FourBitRowKernel.Add<TDot>(a, blocks + 96, ref nl1, ref nx1);
            FourBitRowKernel.Add<TDot>(a, blocks + apart + 96, ref fl1, ref fx1);
        }

        var offset = Vector256.Create(8 * *(int*)activations);
        FourBitRowKernel.Finish(nl0 + nl1, nx0 + nx1, offset, sums);
        FourBitRowKernel.Finish(fl0 + fl1, fx0 + fx1, offset, sums + PanelLayout.Outputs);
    }

    /// <summary>As <see cref="FourBitRowKernel.RunGroups"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunGroups<TDot>(byte* activations, byte* panel, nint apart, PanelLayout layout, int* sums)
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var blocks = panel + layout.ScaleBytes;
        var eight = Vector256.Create((sbyte)8);
        Vector256<int> nearLow = default, nearHigh = default, farLow = default, farHigh = default;
        for (var left = layout.Blocks; left > 0; left -= layout.BlocksPerGroup, scales += PanelLayout.Outputs)
        {
            Vector256<int> nl = default, nx = default, fl = default, fx = default, lanes = default;
            var end = blocks + (nint)Math.Min(left, layout.BlocksPerGroup) * FourBitRowKernel.BlockBytes;
            for (; blocks < end; blocks += FourBitRowKernel.BlockBytes, activations += PanelLayout.BlockInputs)
            {
                var a = Vector256.Create(*(int*)activations).AsByte();
                FourBitRowKernel.Add<TDot>(a, blocks, ref nl, ref nx);
                FourBitRowKernel.Add<TDot>(a, blocks + apart, ref fl, ref fx);
                a = Vector256.Create(*(int*)(activations + 4)).AsByte();
                FourBitRowKernel.Add<TDot>(a, blocks + 32, ref nl, ref nx);
                FourBitRowKernel.Add<TDot>(a, blocks + apart + 32, ref fl, ref fx);
                a = Vector256.Create(*(int*)(activations + 8)).AsByte();
                FourBitRowKernel.Add<TDot>(a, blocks + 64, ref nl, ref nx);
                FourBitRowKernel.Add<TDot>(a, blocks + apart + 64, ref fl, ref fx);
                a = Vector256.Create(*(int*)(activations + 12)).AsByte();
                FourBitRowKernel.Add<TDot>(a, blocks + 96, ref nl, ref nx);
                FourBitRowKernel.Add<TDot>(a, blocks + apart + 96, ref fl, ref fx);
                lanes = TDot.Add(lanes, Vector128.Load(activations).AsByte().ToVector256(), eight);
            }

            var offset = Vector256.Create(Vector128.Sum(lanes.GetLower()));
            nearLow += (nl - offset) * RowKernel.Scales(scales);
            nearHigh += Vector256.ShiftRightArithmetic(nx - nl, 4) * RowKernel.Scales(scales + 8);
            farLow += (fl - offset) * RowKernel.Scales(scales + apart);
            farHigh += Vector256.ShiftRightArithmetic(fx - fl, 4) * RowKernel.Scales(scales + apart + 8);
        }

        RowKernel.Add(nearLow, nearHigh, sums);
        RowKernel.Add(farLow, farHigh, sums + PanelLayout.Outputs);
    }
}
