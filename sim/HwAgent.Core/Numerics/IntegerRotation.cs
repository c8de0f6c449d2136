using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HwAgent.Core.Numerics;

/// <summary>
/// Rotary position embedding of 16-bit heads to int8. A wide value has <see cref="WideBits"/> fraction bits beyond a step of the result, so that
/// table and scale come off in one rounded shift: <c>(u cos - v sin + 2^19) >> 20</c> (sim/NUMERICS.md).
/// </summary>
public static class IntegerRotation
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

    /// <summary>The same result, four pairs at a time where the processor can.</summary>
    public static unsafe void ApplyFast(ReadOnlySpan<short> head, ReadOnlySpan<short> table, bool interleaved, Span<sbyte> result)
    {
        var half = head.Length / 2;
        if (!Sse41.IsSupported || half % 4 != 0 || table.Length < head.Length || result.Length < head.Length)
        {
            Apply(head, table, interleaved, result);
            return;
        }

        fixed (short* source = head, turns = table)
        fixed (sbyte* target = result)
        {
            for (var i = 0; i < half; i += 4)
            {
                var pairs = interleaved
                    ? Vector128.Load(source + 2 * i)
                    : Sse2.UnpackLow(Sse2.LoadScalarVector128((long*)(source + i)).AsInt16(), Sse2.LoadScalarVector128((long*)(source + half + i)).AsInt16());
                var turn = Vector128.Load(turns + 2 * i);
                // (cos, sin) a pair: with the sine's sign turned for the first value, exchanged for the second.
                var first = Narrow(Sse2.MultiplyAddAdjacent(pairs, Ssse3.Sign(turn, Vector128.Create(0xFFFF_0001).AsInt16())));
                var second = Narrow(Sse2.MultiplyAddAdjacent(pairs, ((turn.AsUInt32() << 16) | (turn.AsUInt32() >>> 16)).AsInt16()));
                var words = Sse2.PackSignedSaturate(first, second);
                if (interleaved) words = Sse2.UnpackLow(words, Sse2.ShiftRightLogical128BitLane(words, 8));
                var bytes = Sse2.PackSignedSaturate(words, words).AsInt32();
                if (interleaved)
                {
                    *(long*)(target + 2 * i) = bytes.AsInt64()[0];
                }
                else
                {
                    *(int*)(target + i) = bytes[0];
                    *(int*)(target + half + i) = bytes[1];
                }
            }
        }
    }

    private static Vector128<int> Narrow(Vector128<int> values) => (values + Vector128.Create(Half)) >> Shift;

    private static sbyte Narrow(int value) => (sbyte)Math.Clamp((value + Half) >> Shift, sbyte.MinValue, sbyte.MaxValue);
}
