using HwAgent.Core.Numerics;
using HwAgent.Core.Reference;

namespace HwAgent.Core.Integer.Vision;

/// <summary>Token merging in integers: similarities of keys as products of 16-bit unit vectors, means of rows rounded half up.</summary>
internal static class IntegerTokenMerge
{
    private const int UnitBits = 15;

    /// <summary>Finds the pairs, as <see cref="TokenMerge.Match(float[], int, int, int)"/> does in float32.</summary>
    /// <param name="keys">Tokens x (heads * headSize).</param>
    /// <param name="headFactors">Weight of each head's keys in their mean, 1 to 32767: their scales, relative to the largest.</param>
    /// <param name="headSize">Width of a head.</param>
    /// <param name="extraTokens">Tokens in front that stay alone.</param>
    /// <param name="merges">Pairs wanted.</param>
    public static TokenMerge Match(ReadOnlySpan<sbyte> keys, int[] headFactors, int headSize, int extraTokens, int merges)
    {
        var width = headFactors.Length * headSize;
        var tokens = keys.Length / width;
        var units = new int[tokens * headSize];
        for (var i = 0; i < keys.Length; i++) units[i / width * headSize + i % headSize] += keys[i] * headFactors[i % width / headSize];
        for (var token = 0; token < tokens; token++) Normalise(units.AsSpan(token * headSize, headSize));
        return TokenMerge.Match(tokens, extraTokens, merges, (a, b) =>
        {
            var product = 0L;
            for (var i = 0; i < headSize; i++) product += (long)units[a * headSize + i] * units[b * headSize + i];
            return product;
        });
    }

    /// <summary>Means of the rows that become one, each weighted by the patches it stands for, halves up.</summary>
    public static short[] Apply(TokenMerge merge, ReadOnlySpan<short> rows, ReadOnlySpan<int> sizes)
    {
        var width = rows.Length / merge.Targets.Length;
        var sums = new long[merge.Count * width];
        for (var i = 0; i < rows.Length; i++) sums[merge.Targets[i / width] * width + i % width] += (long)rows[i] * sizes[i / width];
        var merged = merge.ApplyToSizes(sizes);
        var result = new short[sums.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (short)FloorDivide(2 * sums[i] + merged[i / width], 2 * merged[i / width]);
        return result;
    }

    /// <summary>To length 2^15: <c>v = (v * 2^15 + half) / floor(sqrt(sum of squares))</c>; a zero vector stays zero.</summary>
    private static void Normalise(Span<int> vector)
    {
        ulong squares = 0;
        foreach (var value in vector) squares += (ulong)((long)value * value);
        if (squares == 0) return;
        var length = (long)IntegerSquareRoot.Floor(squares);
        foreach (ref var value in vector) value = (int)FloorDivide(((long)value << (UnitBits + 1)) + length, 2 * length);
    }

    private static long FloorDivide(long numerator, long denominator)
    {
        var quotient = Math.DivRem(numerator, denominator, out var remainder);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
