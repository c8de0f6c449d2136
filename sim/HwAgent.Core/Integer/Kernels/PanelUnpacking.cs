using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Integer.Kernels;

/// <summary>Narrow blocks to 8-bit blocks, group scales multiplied in: for many rows this is done once a panel and then the 8-bit kernel runs.</summary>
internal static unsafe class PanelUnpacking
{
    /// <summary>Unfolds a stretch of blocks. Weight times scale fits 8 bits, which is what makes it exact.</summary>
    /// <param name="panel">Scales and blocks.</param>
    /// <param name="layout">The panel's layout.</param>
    /// <param name="first">First block.</param>
    /// <param name="count">Blocks.</param>
    /// <param name="result">Room for as many 8-bit blocks.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Unpack<TWidth>(byte* panel, PanelLayout layout, int first, int count, byte* result)
        where TWidth : struct, IPanelWidth
    {
        var blocks = panel + layout.ScaleBytes + (nint)first * PanelLayout.BlockBytes(TWidth.Bits);
        var grouped = layout.BlocksPerGroup != 0;
        var low = Vector256<byte>.One;
        var high = Vector256<byte>.One;
        for (var block = first; block < first + count; block++, blocks += PanelLayout.BlockBytes(TWidth.Bits), result += PanelLayout.WideBlockBytes)
        {
            if (grouped)
            {
                var scales = panel + block / layout.BlocksPerGroup * PanelLayout.Outputs;
                low = Scales(scales);
                high = Scales(scales + 8);
            }

            Write<TWidth>(blocks, 0, grouped, low, result);
            Write<TWidth>(blocks, 1, grouped, high, result);
            Write<TWidth>(blocks, 2, grouped, low, result);
            Write<TWidth>(blocks, 3, grouped, high, result);
            Write<TWidth>(blocks, 4, grouped, low, result);
            Write<TWidth>(blocks, 5, grouped, high, result);
            Write<TWidth>(blocks, 6, grouped, low, result);
            Write<TWidth>(blocks, 7, grouped, high, result);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TWidth>(byte* block, int vector, bool grouped, Vector256<byte> scales, byte* result)
        where TWidth : struct, IPanelWidth
    {
        var weights = Vector256.ShiftRightArithmetic(TWidth.Load(block, vector), 8 - TWidth.Bits).AsByte();
        // The lower 8 bits of a product are the same for signed and unsigned factors.
        (grouped ? weights * scales : weights).Store(result + 32 * vector);
    }

    /// <summary>The scales of eight outputs, each in the four bytes of its inputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Scales(byte* scales)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(ulong*)scales).AsByte());
        return (Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)) * Vector256.Create(0x01010101u)).AsByte();
    }
}
