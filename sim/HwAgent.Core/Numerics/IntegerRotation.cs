namespace HwAgent.Core.Numerics;

/// <summary>
/// Rotary position embedding of 16-bit heads to int8. A wide value has <see cref="WideBits"/> fraction bits beyond a step of the result, so that
/// table and scale come off in one rounded shift: <c>(u cos - v sin + 2^19) >> 20</c> (sim/NUMERICS.md).
/// </summary>
public static partial class IntegerRotation
{
    /// <summary>Fraction bits of a wide value; it reaches 4 times the range of int8 before it saturates.</summary>
    public const int WideBits = 6;
    private const int Shift = WideBits + RotaryTable.FractionBits;
    private const int Half = 1 << (Shift - 1);

    /// <summary>The reference: one head of one position.</summary>
    /// <param name="head">Two values a pair.</param>
    /// <param name="table">(cosine, sine) a pair: one row of <see cref="RotaryTable.ForPositions"/>.</param>
    /// <param name="interleaved">A pair is (2i, 2i+1), else (i, i + size/2).</param>
    /// <param name="result">As many values as <paramref name="head"/>.</param>
    public static void Apply(ReadOnlySpan<short> head, ReadOnlySpan<short> table, bool interleaved, Span<sbyte> result)
    {
        var half = head.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (a, b) = interleaved ? (2 * i, 2 * i + 1) : (i, i + half);
            int cos = table[2 * i], sin = table[2 * i + 1];
            result[a] = Narrow(head[a] * cos - head[b] * sin);
            result[b] = Narrow(head[b] * cos + head[a] * sin);
        }
    }

    private static sbyte Narrow(int value) => (sbyte)Math.Clamp((value + Half) >> Shift, sbyte.MinValue, sbyte.MaxValue);
}
