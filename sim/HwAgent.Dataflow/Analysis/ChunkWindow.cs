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
    public ChunkWindow Deal(long step, bool firstOnly) => firstOnly
        ? Each((extent, count) => (Math.Min(extent, step), count))
        : Build((extent, count, add) =>
        {
            add(step, count * (extent / step));
            add(extent % step, count);
        });

    /// <summary>The pieces of iteration <paramref name="index"/> of a temporal loop; instances that have fewer iterations are idle.</summary>
    public ChunkWindow Iteration(long step, long index) => Each((extent, count) => (Math.Min(step, extent - index * step), count));

    /// <summary>Each instance at the last of its own iterations.</summary>
    public ChunkWindow Last(long step) => Each((extent, count) => ((extent - 1) % step + 1, count));

    /// <summary>The instances whose chunk a loop leaves whole.</summary>
    public ChunkWindow Whole(long step) => Each((extent, count) => extent <= step ? (extent, count) : (0, 0));

    /// <summary>The full pieces that those instances just had which have an iteration <paramref name="index"/> now.</summary>
    public ChunkWindow Before(long step, long index) => Each((extent, count) => extent > index * step ? (step, count) : (0, 0));

    private ChunkWindow Each(Func<long, long, (long Extent, long Count)> map) => Build((extent, count, add) =>
    {
        var (mapped, instances) = map(extent, count);
        add(mapped, instances);
    });

    private ChunkWindow Build(Action<long, long, Action<long, long>> cut)
    {
        var built = new List<(long Extent, long Count)>(Entries.Length + 1);
        foreach (var (extent, count) in Entries) cut(extent, count, Add);
        return new ChunkWindow([.. built]);

        void Add(long extent, long count)
        {
            if (extent <= 0 || count == 0) return;
            var same = built.FindIndex(b => b.Extent == extent);
            if (same < 0) built.Add((extent, count));
            else built[same] = (extent, built[same].Count + count);
        }
    }
}
