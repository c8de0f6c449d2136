namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// What one dimension contributes to the traffic of a link, by the gap between its own loops. A dimension of the operand: elements that no temporal loop from
/// the gap inwards cuts. Another one: iterations of the temporal loops outside of the gap, times the instances that take a copy. Links that count alike share one list.
/// </summary>
internal sealed class DimensionCounts(LinkTable table, int dimension, FlatLoop[] loops)
{
    private readonly long[]?[] _byLink = new long[]?[table.Links.Length * 6];
    private readonly List<(bool IsOwn, bool[] First, long[] Counts)> _known = [];
    private long _steps;

    /// <summary>Iterations of the temporal loops that the first instance has; its chunks are the largest.</summary>
    public long Steps => _steps > 0 ? _steps : _steps = CountSteps();

    /// <summary>The counts of a link, by how many of the dimension's loops are outside of the gap.</summary>
    /// <param name="link">Index of the link.</param>
    /// <param name="copies">How shared transfers count.</param>
    /// <param name="busiest">Through the busiest instance rather than through all.</param>
    public long[] Of(int link, CopyRule copies, bool busiest) => _byLink[6 * link + 2 * (int)copies + (busiest ? 1 : 0)] ??= Find(link, copies, busiest);

    private long CountSteps()
    {
        var tally = new ChunkTally(table.Problem.Dimensions[dimension].Size, stackalloc (long, long)[loops.Length + 1]);
        foreach (ref readonly var loop in loops.AsSpan()) tally.Cut(loop.Step, loop.IsTemporal ? CutRule.All : CutRule.First);
        return tally.Chunks;
    }

    private long[] Find(int link, CopyRule copies, bool busiest)
    {
        var isOwn = table.Problem.Tensor(table.Links[link].Operand).Uses(dimension);
        Span<bool> room = stackalloc bool[loops.Length];
        var used = 0;
        for (; used < loops.Length && loops[used].Level < table.Links[link].Child; used++) room[used] = !loops[used].IsTemporal && table.CountsFirst(link, loops[used], copies, busiest);
        var first = room[..used];
        foreach (var (own, known, made) in _known)
        {
            if (own == isOwn && first.SequenceEqual(known)) return made;
        }

        var counts = new long[used + 1];
        Span<(long, long)> entries = stackalloc (long, long)[used + 2];
        for (var gap = 0; gap <= used; gap++)
        {
            if (gap > 0 && !loops[gap - 1].IsTemporal)
            {
                counts[gap] = counts[gap - 1];
                continue;
            }

            var tally = new ChunkTally(table.Problem.Dimensions[dimension].Size, entries);
            for (var i = 0; i < used; i++)
            {
                var rule = first[i] ? CutRule.First : i < gap || !loops[i].IsTemporal ? CutRule.All : isOwn ? CutRule.Whole : CutRule.First;
                tally.Cut(loops[i].Step, rule);
            }

            counts[gap] = isOwn ? tally.Elements : tally.Chunks;
        }

        _known.Add((isOwn, first.ToArray(), counts));
        return counts;
    }
}
