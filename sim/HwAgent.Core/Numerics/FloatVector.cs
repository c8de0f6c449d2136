using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HwAgent.Core.Numerics;

/// <summary>
/// Sums and exponentials of float32 rows with the same bits on every machine: <see cref="TensorPrimitives"/> sums in as many parts as the machine has lanes and
/// fuses where it can. Here whole groups of 32 elements always go to 32 partial sums, whole eights behind them to the first eight and the rest one by one to
/// one more, all added in one order; products are rounded before they are added.
/// </summary>
public static class FloatVector
{
    private const int Lanes = 32;

    /// <summary>ln 2 in two parts, the first with 9 significant bits, so that its products with exponents are exact.</summary>
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x is a normal number above it.</summary>
    private const float LowestExponent = -87.3f;

    /// <summary><c>sum_i x_i y_i</c>.</summary>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        if (x.Length != y.Length) throw new ArgumentException($"Rows of {x.Length} and {y.Length} have no product.", nameof(y));
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint i = 0, length = (nuint)x.Length;
        for (; i + Lanes <= length; i += Lanes)
        {
            s0 += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
            s1 += Vector256.LoadUnsafe(ref a, i + 8) * Vector256.LoadUnsafe(ref b, i + 8);
            s2 += Vector256.LoadUnsafe(ref a, i + 16) * Vector256.LoadUnsafe(ref b, i + 16);
            s3 += Vector256.LoadUnsafe(ref a, i + 24) * Vector256.LoadUnsafe(ref b, i + 24);
        }

        for (; i + 8 <= length; i += 8) s0 += Vector256.LoadUnsafe(ref a, i) * Vector256.LoadUnsafe(ref b, i);
        var rest = 0f;
        for (; i < length; i++) rest += x[(int)i] * y[(int)i];
        return Total(s0 + s1 + (s2 + s3)) + rest;
    }

    /// <summary><c>sum_i x_i</c>.</summary>
    public static float Sum(ReadOnlySpan<float> x)
    {
        ref var a = ref MemoryMarshal.GetReference(x);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        nuint i = 0, length = (nuint)x.Length;
        for (; i + Lanes <= length; i += Lanes)
        {
            s0 += Vector256.LoadUnsafe(ref a, i);
            s1 += Vector256.LoadUnsafe(ref a, i + 8);
            s2 += Vector256.LoadUnsafe(ref a, i + 16);
            s3 += Vector256.LoadUnsafe(ref a, i + 24);
        }

        for (; i + 8 <= length; i += 8) s0 += Vector256.LoadUnsafe(ref a, i);
        var rest = 0f;
        for (; i < length; i++) rest += x[(int)i];
        return Total(s0 + s1 + (s2 + s3)) + rest;
    }

    /// <summary>The cosine of the angle between two rows; 0 where one of them is zero.</summary>
    public static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var square = (double)Dot(x, x) * Dot(y, y);
        return square == 0 ? 0 : Dot(x, y) / Math.Sqrt(square);
    }

    /// <summary>Replaces each x, at most 0, by e^x; below -87.3 by 0. Relative error below 2e-7: 2^n is a scaling, e^r a polynomial (Cephes' expf, Moshier).</summary>
    public static void ExpOfNegative(Span<float> row)
    {
        ref var start = ref MemoryMarshal.GetReference(row);
        var i = 0;
        for (; i <= row.Length - 8; i += 8) ExpOfNegative(Vector256.LoadUnsafe(ref start, (nuint)i)).StoreUnsafe(ref start, (nuint)i);
        for (; i < row.Length; i++) row[i] = ExpOfNegative(Vector256.Create(row[i])).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpOfNegative(Vector256<float> x)
    {
        var bounded = Vector256.Max(x, Vector256.Create(LowestExponent));
        // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the last bits.
        var shifted = bounded * 1.44269504f + Vector256.Create(12582912f);
        var whole = shifted - Vector256.Create(12582912f);
        var r = bounded - whole * Ln2High - whole * Ln2Low;
        var p = r * 1.9875691500e-4f + Vector256.Create(1.3981999507e-3f);
        p = p * r + Vector256.Create(8.3334519073e-3f);
        p = p * r + Vector256.Create(4.1665795894e-2f);
        p = p * r + Vector256.Create(1.6666665459e-1f);
        p = p * r + Vector256.Create(5.0000001201e-1f);
        p = p * r * r + r + Vector256<float>.One;
        var scale = ((shifted.AsInt32() + Vector256.Create(127)) << 23).AsSingle();
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(LowestExponent)), Vector256<float>.Zero, p * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Total(Vector256<float> sums)
    {
        var four = sums.GetLower() + sums.GetUpper();
        return four[0] + four[2] + (four[1] + four[3]);
    }
}
