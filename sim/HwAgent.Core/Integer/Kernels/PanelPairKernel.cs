using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// One row of activations times two panels of 8-bit weights that lie far apart: two streams keep more reads under way than one, which is what a core waits
/// for when memory is the limit. Panels side by side do not gain, nor do four, nor narrow weights, whose arithmetic takes longer (evals/LOG.md).
/// </summary>
internal static unsafe class PanelPairKernel
{
    /// <summary>Adds the products of the row and both panels to 16 sums each.</summary>
    /// <param name="activations">Unsigned (offset by 128), the blocks' inputs.</param>
    /// <param name="blocks">The first panel.</param>
    /// <param name="apart">Bytes from there to the second panel.</param>
    /// <param name="count">Blocks of a panel.</param>
    /// <param name="sums">16 sums of the first panel and 16 of the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TDot>(byte* activations, byte* blocks, nint apart, int count, int* sums)
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
}
