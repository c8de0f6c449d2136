using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Numerics;

/// <summary>Rounded shifts of 64-bit products, eight 32-bit factors at a time (AVX2).</summary>
internal static class WideProduct
{
    /// <summary><c>clamp((x * y + addend + half) >> shift, -128, 127)</c>, lane by lane, in 64 bits.</summary>
    /// <param name="x">Factors.</param>
    /// <param name="y">Factors.</param>
    /// <param name="addend">64-bit addends of the even lanes, then of the odd ones; half is in them.</param>
    /// <param name="shift">0 to 62.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInt8(Vector256<int> x, Vector256<int> y, (Vector256<long> Even, Vector256<long> Odd) addend, int shift)
    {
        var even = Narrow(Avx2.Multiply(x, y) + addend.Even, shift);
        var odd = Narrow(Avx2.Multiply((x.AsInt64() >>> 32).AsInt32(), (y.AsInt64() >>> 32).AsInt32()) + addend.Odd, shift);
        return Avx2.Blend(even.AsInt32(), (odd << 32).AsInt32(), 0b10101010);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Narrow(Vector256<long> value, int shift) =>
        Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(value, shift), Vector256.Create((long)sbyte.MinValue)), Vector256.Create((long)sbyte.MaxValue));

    /// <summary>Eight lanes in the range of int8 as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector64<sbyte> Pack(Vector256<int> lanes)
    {
        var words = Sse2.PackSignedSaturate(lanes.GetLower(), lanes.GetUpper());
        return Sse2.PackSignedSaturate(words, words).GetLower();
    }
}
