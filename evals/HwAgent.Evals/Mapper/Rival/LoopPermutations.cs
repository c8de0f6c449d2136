using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>
/// As ZigZag's LOMA draws: what the instances leave of each dimension is cut into prime factors, the smallest of which are joined until few loops are left; the loops stand in any
/// order, those of one dimension apart from each other, and each goes to the innermost memory that has room for the tile it makes.
/// </summary>
internal sealed class LoopPermutations(DraftSpace space, RandomDrafts drafts, RandomChoices random)
{
    /// <summary>Loops in time at most: ZigZag's own limit is 6.</summary>
    private const int MostLoops = 7;

    /// <summary>The next mapping; null when a memory has no room for its smallest tile.</summary>
    public LoopNest? Next()
    {
        var draft = drafts.Empty();
        long[] all = [.. Enumerable.Repeat(1L, space.Dimensions)];
        var instances = new List<(int Dimension, long Count, int Axis)>[space.Levels];
        for (var level = space.Levels - 1; level >= 0; level--) instances[level] = drafts.GrowSpatial(draft, level, all, ragged: true);
        var loops = random.Shuffle([.. Loops(all)]);
        var levels = new LevelNest[space.Levels];
        long[] extents = [.. Enumerable.Repeat(1L, space.Dimensions)];
        var next = 0;
        for (var level = space.Levels - 1; level >= 0; level--)
        {
            var spatial = new List<SpatialLoop>();
            foreach (var (d, count, axis) in instances[level])
            {
                spatial.Add(new SpatialLoop(d, extents[d], axis));
                extents[d] = Math.Min(space.Problem.Dimensions[d].Size, extents[d] * count);
            }

            spatial.Reverse();
            if (!space.MayFit(level, draft.Keeps[level], extents)) return null;
            var temporal = new List<TemporalLoop>();
            for (; next < loops.Length; next++)
            {
                var (d, count) = loops[next];
                var outer = (long[])extents.Clone();
                outer[d] = Math.Min(space.Problem.Dimensions[d].Size, extents[d] * count);
                if (level > 0 && !space.MayFit(level, draft.Keeps[level], outer)) break;
                if (outer[d] > extents[d]) temporal.Add(new TemporalLoop(d, extents[d]));
                extents = outer;
            }

            temporal.Reverse();
            levels[level] = new LevelNest(temporal, spatial, draft.Keeps[level]);
        }

        return new LoopNest(levels);
    }

    private List<(int Dimension, long Count)> Loops(long[] instances)
    {
        var loops = new List<(int Dimension, long Count)>();
        for (var d = 0; d < instances.Length; d++)
        {
            var size = space.Problem.Dimensions[d].Size;
            loops.AddRange(PrimeFactors.Of((size + instances[d] - 1) / instances[d]).Select(p => (d, p)));
        }

        while (loops.Count > MostLoops)
        {
            var joined = loops.GroupBy(l => l.Dimension).Where(g => g.Count() > 1).Select(g => g.OrderBy(l => l.Count).Take(2).ToArray()).MinBy(pair => pair[0].Count * pair[1].Count);
            if (joined is null) break;
            foreach (var loop in joined) loops.Remove(loop);
            loops.Add((joined[0].Dimension, joined[0].Count * joined[1].Count));
        }

        return loops;
    }
}
