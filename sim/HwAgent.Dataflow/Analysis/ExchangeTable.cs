namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// What goes through the ports when tiles change hands: bits for one level's tiles, and the number of what goes for the levels inside of it. The same bits
/// have the same number; 0 is nothing at all.
/// </summary>
internal sealed class ExchangeTable(int ports)
{
    private long[] _bits = new long[16 * ports];
    private int[] _inside = new int[16];
    private int[] _buckets = new int[64];
    private int _used = 1;

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _used = 1;
        Array.Clear(_buckets);
    }

    /// <summary>The bits for the level.</summary>
    public ReadOnlySpan<long> Bits(int exchange) => _bits.AsSpan(exchange * ports, ports);

    /// <summary>What goes for the levels inside.</summary>
    public int Inside(int exchange) => _inside[exchange];

    /// <summary>The number of an exchange.</summary>
    public int Number(ReadOnlySpan<long> bits, int inside)
    {
        var (hash, any) = ((ulong)inside, (long)inside);
        foreach (var value in bits)
        {
            any |= value;
            hash = (hash ^ (ulong)value) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 29;
        }

        if (any == 0) return 0;
        var bucket = (int)hash & _buckets.Length - 1;
        for (; _buckets[bucket] > 0; bucket = bucket + 1 & _buckets.Length - 1)
        {
            var known = _buckets[bucket];
            if (_inside[known] == inside && bits.SequenceEqual(Bits(known))) return known;
        }

        if (_used == _inside.Length) return Grow(bits, inside);
        _buckets[bucket] = _used;
        bits.CopyTo(_bits.AsSpan(_used * ports));
        _inside[_used] = inside;
        return _used++;
    }

    /// <summary>There are four buckets to an exchange.</summary>
    private int Grow(ReadOnlySpan<long> bits, int inside)
    {
        var (oldBits, oldInside, used) = (_bits, _inside, _used);
        (_bits, _inside, _buckets, _used) = (new long[oldBits.Length * 2], new int[oldInside.Length * 2], new int[_buckets.Length * 2], 1);
        for (var i = 1; i < used; i++) _ = Number(oldBits.AsSpan(i * ports, ports), oldInside[i]);
        return Number(bits, inside);
    }
}
