namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension that the instances in view have at one place of the nest and one moment: those below the first parent of a link, or the first
/// child alone. Extents and how many instances have them; empty when the dimension's loops do not matter. It changes in place: a temporal loop never makes
/// more extents than there were, a spatial one at most one more.
/// </summary>
internal ref struct ChunkWindow
{
    private readonly Span<(long Extent, long Count)> _entries;

    /// <summary>A copy, in room for one entry more for each spatial loop to come.</summary>
    public ChunkWindow(ReadOnlySpan<(long Extent, long Count)> entries, Span<(long Extent, long Count)> room)
    {
        entries.CopyTo(room);
        _entries = room;
        Used = entries.Length;
    }

    /// <summary>Different extents.</summary>
    public int Used { get; private set; }

    /// <summary>Instances.</summary>
    public readonly long Count
    {
        get
        {
            var sum = 0L;
            foreach (var (_, count) in _entries[..Used]) sum += count;
            return sum;
        }
    }

    /// <summary>Elements of all instances' chunks.</summary>
    public readonly long Elements
    {
        get
        {
            var sum = 0L;
            foreach (var (extent, count) in _entries[..Used]) sum += extent * count;
            return sum;
        }
    }

    /// <summary>Dealt to the instances of a spatial loop; the first alone if <paramref name="firstOnly"/>.</summary>
    public void Deal(long step, bool firstOnly)
    {
        var whole = 0L;
        var used = Used;
        Used = 0;
        for (var i = 0; i < used; i++)
        {
            var (extent, count) = _entries[i];
            var pieces = firstOnly ? extent < step ? 0 : 1 : extent / step;
            whole += count * pieces;
            if (pieces == 0 || !firstOnly) Add(extent - pieces * step, count);
        }

        Add(step, whole);
    }

    /// <summary>The pieces of iteration <paramref name="index"/> of a temporal loop; instances that have fewer iterations are idle.</summary>
    public void Iteration(long step, long index)
    {
        var used = Used;
        Used = 0;
        for (var i = 0; i < used; i++) Add(Math.Min(step, _entries[i].Extent - index * step), _entries[i].Count);
    }

    /// <summary>Each instance at the last of its own iterations.</summary>
    public void Last(long step)
    {
        var used = Used;
        Used = 0;
        for (var i = 0; i < used; i++) Add((_entries[i].Extent - 1) % step + 1, _entries[i].Count);
    }

    /// <summary>The instances whose chunk a loop leaves whole.</summary>
    public void Whole(long step)
    {
        var used = Used;
        Used = 0;
        for (var i = 0; i < used; i++) Add(_entries[i].Extent <= step ? _entries[i].Extent : 0, _entries[i].Count);
    }

    /// <summary>The full pieces that those instances just had which have an iteration <paramref name="index"/> now.</summary>
    public void Before(long step, long index)
    {
        var used = Used;
        Used = 0;
        for (var i = 0; i < used; i++) Add(_entries[i].Extent > index * step ? step : 0, _entries[i].Count);
    }

    /// <summary>Puts equal extents together and leaves empty ones out.</summary>
    private void Add(long extent, long count)
    {
        if (extent <= 0 || count == 0) return;
        for (var i = 0; i < Used; i++)
        {
            if (_entries[i].Extent != extent) continue;
            _entries[i].Count += count;
            return;
        }

        _entries[Used++] = (extent, count);
    }
}
