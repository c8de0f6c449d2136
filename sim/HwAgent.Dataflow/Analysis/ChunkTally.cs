namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension under its loops: how many there are of each extent. A cut adds at most one extent to those that are there (every remainder
/// aside, all pieces have the loop's step), so that a tally stays as short as the list of loops, however long the dimension.
/// </summary>
internal ref struct ChunkTally
{
    private readonly Span<(long Extent, long Count)> _entries;
    private int _used;

    /// <summary>One chunk: the whole dimension. The room is one entry more than there are loops.</summary>
    public ChunkTally(long size, Span<(long Extent, long Count)> room)
    {
        _entries = room;
        _entries[0] = (size, 1);
        _used = 1;
    }

    /// <summary>Extents and how many chunks have them.</summary>
    public readonly ReadOnlySpan<(long Extent, long Count)> Entries => _entries[.._used];

    /// <summary>Chunks.</summary>
    public readonly long Chunks
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _used; i++) sum += _entries[i].Count;
            return sum;
        }
    }

    /// <summary>Elements in all chunks.</summary>
    public readonly long Elements
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _used; i++) sum += _entries[i].Count * _entries[i].Extent;
            return sum;
        }
    }

    /// <summary>Cuts every chunk into pieces of <paramref name="step"/> and keeps what the rule counts.</summary>
    public void Cut(long step, CutRule rule)
    {
        var whole = 0L;
        var kept = 0;
        for (var i = 0; i < _used; i++)
        {
            var (extent, count) = _entries[i];
            if (extent < step)
            {
                _entries[kept++] = (extent, count);
                continue;
            }

            var pieces = extent / step;
            if (rule == CutRule.First || extent == step)
            {
                whole += count;
            }
            else if (rule == CutRule.All)
            {
                whole += count * pieces;
                if (extent > pieces * step) _entries[kept++] = (extent - pieces * step, count);
            }
        }

        if (whole > 0) _entries[kept++] = (step, whole);
        _used = kept;
    }
}
