namespace HwAgent.Core.Compression;

/// <summary>
/// Weights at their true width: a row is a stream of two's complement numbers of 2, 3, 4 or 8 bits, the lowest bit first, and ends at a whole byte.
/// </summary>
public static class WeightPacking
{
    /// <summary>Bytes of a row.</summary>
    public static int Bytes(int inputs, int bits) => checked((int)(((long)inputs * bits + 7) / 8));

    /// <param name="values">Each within its width.</param>
    /// <param name="bits">2, 3, 4 or 8.</param>
    /// <param name="packed">Exactly <see cref="Bytes"/>; all of it is written.</param>
    public static void Pack(ReadOnlySpan<sbyte> values, int bits, Span<byte> packed)
    {
        packed.Clear();
        var mask = (1 << bits) - 1;
        for (var i = 0; i < values.Length; i++)
        {
            int at = i * bits, shifted = (values[i] & mask) << (at & 7);
            packed[at >> 3] |= (byte)shifted;
            if (shifted > byte.MaxValue) packed[(at >> 3) + 1] |= (byte)(shifted >> 8);
        }
    }

    /// <summary>Undoes <see cref="Pack"/>.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, int bits, Span<sbyte> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var at = i * bits;
            var window = packed[at >> 3] | ((at & 7) + bits > 8 ? packed[(at >> 3) + 1] << 8 : 0);
            values[i] = (sbyte)(window >> (at & 7) << (32 - bits) >> (32 - bits));
        }
    }
}
