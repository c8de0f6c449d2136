using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// What is counted of the tiles that go between a level that keeps an operand and the next one in, over all instances: as <see cref="NestTraffic"/> counts
/// their elements.
/// </summary>
/// <param name="nest">The nest.</param>
/// <param name="operand">Whose tiles.</param>
/// <param name="child">The level that they are loaded to or stored from; the number of levels for the multipliers, which hold nothing and take every operand at every step.</param>
/// <param name="parent">Its next outer level that keeps the operand.</param>
internal readonly ref struct TransferCount(FlatNest nest, Operand operand, int child, int parent)
{
    private readonly ProblemTensor _tensor = nest.Problem.Tensor(operand);

    /// <summary>Of all loads, or for an output of all visits.</summary>
    public long Total(TileMeasure measure)
    {
        var end = nest.Starts[child];
        if (child == nest.Levels) return checked(Distinct(end, measure) * Repeats(end));
        long sum = 0, before = 0;
        for (var gap = 0; gap <= end; gap++)
        {
            // Behind other loops than temporal ones of the operand's dimensions there are the same tiles as outside of them.
            if (gap > 0 && !(nest.Loops[gap - 1].IsTemporal && _tensor.Uses(nest.Loops[gap - 1].Dimension))) continue;
            var counted = Distinct(gap, measure);
            if (counted > before) sum = checked(sum + (counted - before) * Repeats(gap));
            before = counted;
        }

        return sum;
    }

    /// <summary>Of the tiles that no temporal loop of their dimensions from the gap inwards cuts; at the innermost gap of all tiles.</summary>
    public long Distinct(int gap, TileMeasure measure)
    {
        if (measure.OfElements is { } ofElements) return Tiles(gap).Sum(t => checked(ofElements(t.Key) * t.Value));
        var product = 1L;
        Span<(long, long)> room = stackalloc (long, long)[nest.Loops.Length + 1];
        for (var d = 0; d < nest.Problem.Dimensions.Count; d++)
        {
            if (!_tensor.Uses(d)) continue;
            product = checked(product * (measure.Ranges?[d] is { } range ? Ranges(d, gap, range) : Tally(d, gap, CutRule.Whole, room).Elements));
        }

        return product;
    }

    private CutRule Rule(int index, int gap, CutRule insideGap)
    {
        ref readonly var loop = ref nest.Loops[index];
        if (loop.IsTemporal) return index < gap ? CutRule.All : insideGap;
        return loop.Level >= parent && !_tensor.Uses(loop.Dimension) && nest.Merges(operand, loop) ? CutRule.First : CutRule.All;
    }

    /// <summary>Iterations of the other dimensions' temporal loops outside of the gap, times the instances that take a copy.</summary>
    private long Repeats(int gap)
    {
        var product = 1L;
        Span<(long, long)> room = stackalloc (long, long)[nest.Loops.Length + 1];
        for (var d = 0; d < nest.Problem.Dimensions.Count; d++)
        {
            if (!_tensor.Uses(d)) product = checked(product * Tally(d, gap, CutRule.First, room).Chunks);
        }

        return product;
    }

    private long Ranges(int dimension, int gap, RangeMeasure range)
    {
        var tally = new ResidueTally(nest.Problem.Dimensions[dimension].Size, range.Period);
        for (var i = 0; i < nest.Starts[child]; i++)
        {
            if (nest.Loops[i].Dimension == dimension) tally.Cut(nest.Loops[i].Step, Rule(i, gap, CutRule.Whole));
        }

        return tally.Sum(range);
    }

    /// <summary>By their elements, how many tiles there are that no temporal loop of their dimensions from the gap inwards cuts.</summary>
    private Dictionary<long, long> Tiles(int gap)
    {
        var tiles = new Dictionary<long, long> { [1] = 1 };
        Span<(long, long)> room = stackalloc (long, long)[nest.Loops.Length + 1];
        for (var d = 0; d < nest.Problem.Dimensions.Count; d++)
        {
            if (!_tensor.Uses(d)) continue;
            var wider = new Dictionary<long, long>();
            foreach (var (extent, chunks) in Tally(d, gap, CutRule.Whole, room).Entries)
            {
                foreach (var (elements, count) in tiles)
                {
                    var key = checked(elements * extent);
                    wider[key] = checked(wider.GetValueOrDefault(key) + count * chunks);
                }
            }

            tiles = wider;
        }

        return tiles;
    }

    private ChunkTally Tally(int dimension, int gap, CutRule insideGap, Span<(long Extent, long Count)> room)
    {
        var tally = new ChunkTally(nest.Problem.Dimensions[dimension].Size, room);
        for (var i = 0; i < nest.Starts[child]; i++)
        {
            if (nest.Loops[i].Dimension == dimension) tally.Cut(nest.Loops[i].Step, Rule(i, gap, insideGap));
        }

        return tally;
    }
}
