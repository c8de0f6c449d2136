using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>
/// A few rows of activations times one panel of weights as they lie in memory: verifying a draft, where weights are still streamed. For so few rows, unfolding
/// narrow weights to 8 bits first takes longer than the products. The panel is loaded as in <see cref="RowKernel"/> and used as in <see cref="TileKernel"/>.
/// </summary>
internal static unsafe class StreamedTileKernel
{
    /// <summary>Adds the products of a tile of rows and a panel to the rows' sums.</summary>
    /// <param name="rows">1, 2, 4 or 6.</param>
    /// <param name="activations">Unsigned (offset by 128); four inputs of each row in turn, then the next four.</param>
    /// <param name="panel">Scales and blocks.</param>
    /// <param name="layout">The panel's layout.</param>
    /// <param name="sums">16 a row.</param>
    public static void Multiply<TWidth, TDot>(int rows, byte* activations, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        switch (rows)
        {
            case 1:
                RowKernel.Multiply<TWidth, TDot>(activations, panel, layout, sums);
                break;
            case 2:
                MultiplyTwo<TWidth, TDot>((int*)activations, panel, layout, sums);
                break;
            case 4:
                MultiplyFour<TWidth, TDot>((int*)activations, panel, layout, sums);
                break;
            default:
                MultiplySix<TWidth, TDot>((int*)activations, panel, layout, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplySix<TWidth, TDot>(int* a, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var w = panel + layout.ScaleBytes;
        var step = Step(layout);
        for (var left = layout.Blocks; left > 0; left -= step, scales += PanelLayout.Outputs)
        {
            Vector256<int> r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
            Vector256<int> q0 = default, q1 = default, q2 = default, q3 = default, q4 = default, q5 = default;
            for (var end = w + (nint)Math.Min(left, step) * PanelLayout.BlockBytes(TWidth.Bits); w < end; w += PanelLayout.BlockBytes(TWidth.Bits))
            {
                RowKernel.PrefetchBehind<TWidth>(w);
                for (var vector = 0; vector < 8; vector += 2, a += 6)
                {
                    var low = TWidth.Load(w, vector);
                    var high = TWidth.Load(w, vector + 1);
                    var row = Vector256.Create(a[0]).AsByte();
                    r0 = TDot.Add(r0, row, low);
                    q0 = TDot.Add(q0, row, high);
                    row = Vector256.Create(a[1]).AsByte();
                    r1 = TDot.Add(r1, row, low);
                    q1 = TDot.Add(q1, row, high);
                    row = Vector256.Create(a[2]).AsByte();
                    r2 = TDot.Add(r2, row, low);
                    q2 = TDot.Add(q2, row, high);
                    row = Vector256.Create(a[3]).AsByte();
                    r3 = TDot.Add(r3, row, low);
                    q3 = TDot.Add(q3, row, high);
                    row = Vector256.Create(a[4]).AsByte();
                    r4 = TDot.Add(r4, row, low);
                    q4 = TDot.Add(q4, row, high);
                    row = Vector256.Create(a[5]).AsByte();
                    r5 = TDot.Add(r5, row, low);
                    q5 = TDot.Add(q5, row, high);
                }
            }

            var (lowScale, highScale) = Scales(layout, scales);
            Add<TWidth>(sums, r0, q0, lowScale, highScale);
            Add<TWidth>(sums + 16, r1, q1, lowScale, highScale);
            Add<TWidth>(sums + 32, r2, q2, lowScale, highScale);
            Add<TWidth>(sums + 48, r3, q3, lowScale, highScale);
            Add<TWidth>(sums + 64, r4, q4, lowScale, highScale);
            Add<TWidth>(sums + 80, r5, q5, lowScale, highScale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour<TWidth, TDot>(int* a, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var w = panel + layout.ScaleBytes;
        var step = Step(layout);
        for (var left = layout.Blocks; left > 0; left -= step, scales += PanelLayout.Outputs)
        {
            Vector256<int> r0 = default, r1 = default, r2 = default, r3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
            for (var end = w + (nint)Math.Min(left, step) * PanelLayout.BlockBytes(TWidth.Bits); w < end; w += PanelLayout.BlockBytes(TWidth.Bits))
            {
                RowKernel.PrefetchBehind<TWidth>(w);
                for (var vector = 0; vector < 8; vector += 2, a += 4)
                {
                    var low = TWidth.Load(w, vector);
                    var high = TWidth.Load(w, vector + 1);
                    var row = Vector256.Create(a[0]).AsByte();
                    r0 = TDot.Add(r0, row, low);
                    q0 = TDot.Add(q0, row, high);
                    row = Vector256.Create(a[1]).AsByte();
                    r1 = TDot.Add(r1, row, low);
                    q1 = TDot.Add(q1, row, high);
                    row = Vector256.Create(a[2]).AsByte();
                    r2 = TDot.Add(r2, row, low);
                    q2 = TDot.Add(q2, row, high);
                    row = Vector256.Create(a[3]).AsByte();
                    r3 = TDot.Add(r3, row, low);
                    q3 = TDot.Add(q3, row, high);
                }
            }

            var (lowScale, highScale) = Scales(layout, scales);
            Add<TWidth>(sums, r0, q0, lowScale, highScale);
            Add<TWidth>(sums + 16, r1, q1, lowScale, highScale);
            Add<TWidth>(sums + 32, r2, q2, lowScale, highScale);
            Add<TWidth>(sums + 48, r3, q3, lowScale, highScale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwo<TWidth, TDot>(int* a, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var w = panel + layout.ScaleBytes;
        var step = Step(layout);
        for (var left = layout.Blocks; left > 0; left -= step, scales += PanelLayout.Outputs)
        {
            // Two sums of each output, since a dot product takes several cycles.
            Vector256<int> r0 = default, q0 = default, r1 = default, q1 = default, s0 = default, t0 = default, s1 = default, t1 = default;
            for (var end = w + (nint)Math.Min(left, step) * PanelLayout.BlockBytes(TWidth.Bits); w < end; w += PanelLayout.BlockBytes(TWidth.Bits))
            {
                RowKernel.PrefetchBehind<TWidth>(w);
                for (var vector = 0; vector < 8; vector += 4, a += 4)
                {
                    var low = TWidth.Load(w, vector);
                    var high = TWidth.Load(w, vector + 1);
                    var row = Vector256.Create(a[0]).AsByte();
                    r0 = TDot.Add(r0, row, low);
                    q0 = TDot.Add(q0, row, high);
                    row = Vector256.Create(a[1]).AsByte();
                    r1 = TDot.Add(r1, row, low);
                    q1 = TDot.Add(q1, row, high);
                    low = TWidth.Load(w, vector + 2);
                    high = TWidth.Load(w, vector + 3);
                    row = Vector256.Create(a[2]).AsByte();
                    s0 = TDot.Add(s0, row, low);
                    t0 = TDot.Add(t0, row, high);
                    row = Vector256.Create(a[3]).AsByte();
                    s1 = TDot.Add(s1, row, low);
                    t1 = TDot.Add(t1, row, high);
                }
            }

            var (lowScale, highScale) = Scales(layout, scales);
            Add<TWidth>(sums, r0 + s0, q0 + t0, lowScale, highScale);
            Add<TWidth>(sums + 16, r1 + s1, q1 + t1, lowScale, highScale);
        }
    }

    /// <summary>Blocks that share a scale; without scales all of them.</summary>
    private static int Step(PanelLayout layout) => layout.BlocksPerGroup == 0 ? layout.Blocks : layout.BlocksPerGroup;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Low, Vector256<int> High) Scales(PanelLayout layout, byte* scales) =>
        layout.BlocksPerGroup == 0 ? (Vector256<int>.One, Vector256<int>.One) : (RowKernel.Scales(scales), RowKernel.Scales(scales + 8));

    /// <summary>The weights' factor out before the scale goes in, as in <see cref="RowKernel"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth>(int* sums, Vector256<int> low, Vector256<int> high, Vector256<int> lowScale, Vector256<int> highScale)
        where TWidth : struct, IPanelWidth
    {
        (Vector256.Load(sums) + Vector256.ShiftRightArithmetic(low, 8 - TWidth.Bits) * lowScale).Store(sums);
        (Vector256.Load(sums + 8) + Vector256.ShiftRightArithmetic(high, 8 - TWidth.Bits) * highScale).Store(sums + 8);
    }
}
