using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Numerics;

/// <summary>Four products of an unsigned and a signed byte added to each of eight 32-bit sums, exactly.</summary>
internal static class ByteDot
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> unsigned, Vector256<sbyte> signed) =>
        AvxVnni.IsSupported ? AvxVnni.MultiplyWideningAndAdd(sums, unsigned, signed) : AddAvx2(sums, unsigned, signed);

    /// <summary>The same without VNNI: vpmaddubsw would saturate, so even and odd bytes are widened apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddAvx2(Vector256<int> sums, Vector256<byte> unsigned, Vector256<sbyte> signed)
    {
        var (u, s) = (unsigned.AsUInt16(), signed.AsInt16());
        var even = Avx2.MultiplyAddAdjacent((u & Vector256.Create((ushort)255)).AsInt16(), Avx2.ShiftRightArithmetic(Avx2.ShiftLeftLogical(s, 8), 8));
        var odd = Avx2.MultiplyAddAdjacent(Avx2.ShiftRightLogical(u, 8).AsInt16(), Avx2.ShiftRightArithmetic(s, 8));
        return sums + even + odd;
    }
}
