namespace HwAgent.Dataflow.Analysis;

/// <summary>Parts of the execution by number: how long each takes, and the bits that go through each port in it.</summary>
internal sealed class SpanTable(int ports)
{
    private long[] _rows = new long[64 * (ports + 1)];
    private int _used;

    /// <summary>Forgets all.</summary>
    public void Clear() => _used = 0;

    /// <summary>A new one that takes no time yet.</summary>
    public int New()
    {
        var start = _used * (ports + 1);
        if (start == _rows.Length) Array.Resize(ref _rows, 2 * start);
        Array.Clear(_rows, start, ports + 1);
        return _used++;
    }

    /// <summary>Its length.</summary>
    public ref long Cycles(int span) => ref _rows[span * (ports + 1) + ports];

    /// <summary>What goes through each port in it; not for long: the next new one may move it.</summary>
    public Span<long> Bits(int span) => _rows.AsSpan(span * (ports + 1), ports);

    /// <summary>Another part follows a number of times.</summary>
    public void Add(int span, int other, long times)
    {
        var into = _rows.AsSpan(span * (ports + 1), ports + 1);
        var from = _rows.AsSpan(other * (ports + 1), ports + 1);
        for (var i = 0; i < into.Length; i++) into[i] = checked(into[i] + from[i] * times);
    }
}
