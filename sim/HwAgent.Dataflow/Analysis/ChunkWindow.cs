namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension that the instances in view have at one place of the nest and one moment: those below the first parent of a link, or the first
/// child alone. An immutable list of how many instances have a chunk of an extent, those of the first instance in front; empty when the dimension's loops
/// do not matter.
/// </summary>
/// <param name="Entries">Extents and how many instances have them.</param>
internal readonly record struct ChunkWindow((long Extent, long Count)[] Entries)
{
    /// <summary>One instance that has it all.</summary>
    public static ChunkWindow Of(long size) => new([(size, 1)]);

    /// <summary>Instances.</summary>
    public long Count
    {
        get
        {
            var sum = 0L;
            foreach (var (_, count) in Entries) sum += count;
            return sum;
        }
    }

    /// <summary>Elements of all instances' chunks.</summary>
    public long Elements
    {
        get
        {
            var sum = 0L;
            foreach (var (extent, count) in Entries) sum += extent * count;
            return sum;
        }
    }

    /// <summary>Dealt to the instances of a spatial loop; the first alone if <paramref name="firstOnly"/>.</summary>
    public ChunkWindow Deal(long step, bool firstOnly)
    {
        var built = new Builder(Entries.Length + 1);
        foreach (var (extent, count) in Entries)
        {
            if (firstOnly)
            {
                built.Add(Math.Min(extent, step), count);
            }
            else
            {
                built.Add(step, count * (extent / step));
                built.Add(extent % step, count);
            }
        }

        return built.Window;
    }

    /// <summary>The pieces of iteration <paramref name="index"/> of a temporal loop; instances that have fewer iterations are idle.</summary>
    public ChunkWindow Iteration(long step, long index)
    {
        var built = new Builder(Entries.Length);
        foreach (var (extent, count) in Entries) built.Add(Math.Min(step, extent - index * step), count);
        return built.Window;
    }

    /// <summary>Each instance at the last of its own iterations.</summary>
    public ChunkWindow Last(long step)
    {
        var built = new Builder(Entries.Length);
        foreach (var (extent, count) in Entries) built.Add((extent - 1) % step + 1, count);
        return built.Window;
    }

    /// <summary>The instances whose chunk a loop leaves whole.</summary>
    public ChunkWindow Whole(long step)
    {
        var built = new Builder(Entries.Length);
        foreach (var (extent, count) in Entries) built.Add(extent <= step ? extent : 0, count);
        return built.Window;
    }

    /// <summary>The full pieces that those instances just had which have an iteration <paramref name="index"/> now.</summary>
    public ChunkWindow Before(long step, long index)
    {
        var built = new Builder(Entries.Length);
        foreach (var (extent, count) in Entries) built.Add(extent > index * step ? step : 0, count);
        return built.Window;
    }

    /// <summary>Puts equal extents together and leaves empty ones out.</summary>
    private struct Builder(int most)
    {
        private readonly (long Extent, long Count)[] _built = new (long, long)[most];
        private int _used;

        public readonly ChunkWindow Window => new(_used == _built.Length ? _built : _built[.._used]);

        public void Add(long extent, long count)
        {
            if (extent <= 0 || count == 0) return;
            for (var i = 0; i < _used; i++)
            {
                if (_built[i].Extent != extent) continue;
                _built[i].Count += count;
                return;
            }

            _built[_used++] = (extent, count);
        }
    }
}
