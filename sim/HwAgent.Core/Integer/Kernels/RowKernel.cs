using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>One row of activations times one panel: decoding, where every weight is read once and memory is the limit.</summary>
internal static unsafe class RowKernel
{
    private const int PrefetchBytes = 4096;
    private const int NarrowPrefetchBytes = 8192;

    /// <summary>Adds the products of the row and the panel to 16 sums.</summary>
    /// <param name="activations">Unsigned (offset by 128), the blocks' inputs, and behind them their sum.</param>
    /// <param name="panel">Scales and blocks.</param>
    /// <param name="layout">The panel's layout.</param>
    /// <param name="sums">16 sums.</param>
    public static void Multiply<TWidth, TDot>(byte* activations, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        if (TWidth.Bits == 4)
        {
            if (layout.BlocksPerGroup == 0) FourBitRowKernel.Run<TDot>(activations, panel, layout.Blocks, sums);
            else FourBitRowKernel.RunGroups<TDot>(activations, panel, layout, sums);
        }
        else if (layout.BlocksPerGroup == 0) Run<TWidth, TDot>(activations, panel, layout.Blocks, sums);
        else RunGroups<TWidth, TDot>(activations, panel, layout, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TWidth, TDot>(byte* activations, byte* blocks, int count, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        // Eight independent sums, since a dot product takes several cycles and two can start in each.
        Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        var end = blocks + (nint)count * PanelLayout.BlockBytes(TWidth.Bits);
        for (; blocks < end; blocks += PanelLayout.BlockBytes(TWidth.Bits), activations += PanelLayout.BlockInputs)
        {
            PrefetchBehind<TWidth>(blocks);
            var a = Vector256.Create(*(int*)activations).AsByte();
            s0 = TDot.Add(s0, a, TWidth.Load(blocks, 0));
            s1 = TDot.Add(s1, a, TWidth.Load(blocks, 1));
            a = Vector256.Create(*(int*)(activations + 4)).AsByte();
            s2 = TDot.Add(s2, a, TWidth.Load(blocks, 2));
            s3 = TDot.Add(s3, a, TWidth.Load(blocks, 3));
            a = Vector256.Create(*(int*)(activations + 8)).AsByte();
            s4 = TDot.Add(s4, a, TWidth.Load(blocks, 4));
            s5 = TDot.Add(s5, a, TWidth.Load(blocks, 5));
            a = Vector256.Create(*(int*)(activations + 12)).AsByte();
            s6 = TDot.Add(s6, a, TWidth.Load(blocks, 6));
            s7 = TDot.Add(s7, a, TWidth.Load(blocks, 7));
        }

        Add(Vector256.ShiftRightArithmetic(s0 + s2 + (s4 + s6), 8 - TWidth.Bits), Vector256.ShiftRightArithmetic(s1 + s3 + (s5 + s7), 8 - TWidth.Bits), sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunGroups<TWidth, TDot>(byte* activations, byte* panel, PanelLayout layout, int* sums)
        where TWidth : struct, IPanelWidth
        where TDot : struct, IDotProduct
    {
        var scales = panel;
        var blocks = panel + layout.ScaleBytes;
        Vector256<int> low = default, high = default;
        for (var left = layout.Blocks; left > 0; left -= layout.BlocksPerGroup, scales += PanelLayout.Outputs)
        {
            // Four sums are enough here: the next group's do not wait for these.
            Vector256<int> s0 = default, s1 = default, s2 = default, s3 = default;
            var end = blocks + (nint)Math.Min(left, layout.BlocksPerGroup) * PanelLayout.BlockBytes(TWidth.Bits);
            for (; blocks < end; blocks += PanelLayout.BlockBytes(TWidth.Bits), activations += PanelLayout.BlockInputs)
            {
                PrefetchBehind<TWidth>(blocks);
                var a = Vector256.Create(*(int*)activations).AsByte();
                s0 = TDot.Add(s0, a, TWidth.Load(blocks, 0));
                s1 = TDot.Add(s1, a, TWidth.Load(blocks, 1));
                a = Vector256.Create(*(int*)(activations + 4)).AsByte();
                s2 = TDot.Add(s2, a, TWidth.Load(blocks, 2));
                s3 = TDot.Add(s3, a, TWidth.Load(blocks, 3));
                a = Vector256.Create(*(int*)(activations + 8)).AsByte();
                s0 = TDot.Add(s0, a, TWidth.Load(blocks, 4));
                s1 = TDot.Add(s1, a, TWidth.Load(blocks, 5));
                a = Vector256.Create(*(int*)(activations + 12)).AsByte();
                s2 = TDot.Add(s2, a, TWidth.Load(blocks, 6));
                s3 = TDot.Add(s3, a, TWidth.Load(blocks, 7));
            }

            // The weights' factor out before the scale goes in: with both, the sum of a long row would not fit.
            low += Vector256.ShiftRightArithmetic(s0 + s2, 8 - TWidth.Bits) * Scales(scales);
            high += Vector256.ShiftRightArithmetic(s1 + s3, 8 - TWidth.Bits) * Scales(scales + 8);
        }

        Add(low, high, sums);
    }

    /// <summary>Asks for weights that come some pages later: the processor's own prefetching stays closer and stops at pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchBehind<TWidth>(byte* block)
        where TWidth : struct, IPanelWidth => Prefetch(block + (TWidth.Bits == 8 ? PrefetchBytes : NarrowPrefetchBytes), PanelLayout.BlockBytes(TWidth.Bits));

    /// <summary>Asks for so many bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* start, int bytes)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(start);
        if (bytes > 64) Sse.Prefetch0(start + 64);
        if (bytes > 128) Sse.Prefetch0(start + 128);
        if (bytes > 192) Sse.Prefetch0(start + 192);
    }

    /// <summary>The scales of eight outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Scales(byte* scales)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)scales).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    /// <summary>Adds to 16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector256<int> low, Vector256<int> high, int* sums)
    {
        (Vector256.Load(sums) + low).Store(sums);
        (Vector256.Load(sums + 8) + high).Store(sums + 8);
    }
}
