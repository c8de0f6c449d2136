using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// Elements that go between a level that keeps an operand and its next outer keeper, in closed form. A tile is loaded again when a loop of one of its
/// dimensions that really cuts its chunk has moved. So loops of other dimensions count as long as such a loop is further in; with E(j) the elements below
/// whose gap j between the temporal loops no loop of their dimensions cuts any more, and R(j) the iterations of the other dimensions' loops outside of gap
/// j, the traffic is the sum over the gaps of (E(j) - E(j-1)) * R(j). Dimensions are cut independently of each other: E and R are products over them.
/// </summary>
/// <param name="nest">The nest.</param>
/// <param name="operand">Whose elements.</param>
/// <param name="child">The level that they are loaded to or stored from; the number of levels for the multipliers, which hold nothing and take every operand at every step.</param>
/// <param name="parent">Its next outer level that keeps the operand.</param>
/// <param name="copies">How shared transfers count.</param>
/// <param name="firstBelow">Spatial loops of levels below this number count their first instance alone: 0 for the whole machine, the level itself for its busiest instance.</param>
internal readonly ref struct TransferCount(FlatNest nest, Operand operand, int child, int parent, CopyRule copies, int firstBelow)
{
    private readonly ProblemTensor _tensor = nest.Problem.Tensor(operand);

    /// <summary>Loads, or for an output its visits, each with as many elements as the tile has.</summary>
    /// <param name="measure">What counts of a tile; null counts elements.</param>
    public long Total(TileMeasure? measure = null)
    {
        var end = nest.Starts[child];
        if (child == nest.Levels) return checked(Distinct(end, measure) * Repeats(end));
        long sum = 0, before = 0;
        for (var gap = 0; gap <= end; gap++)
        {
            if (!IsGap(gap)) continue;
            var elements = Distinct(gap, measure);
            if (elements > before) sum = checked(sum + (elements - before) * Repeats(gap));
            before = elements;
        }

        return sum;
    }

    /// <summary>Whether a gap counts: one that is not behind a temporal loop of the operand's dimensions has the same elements as the gap outside of it.</summary>
    public bool IsGap(int gap) => gap == 0 || nest.Loops[gap - 1].IsTemporal && _tensor.Uses(nest.Loops[gap - 1].Dimension);

    /// <summary>Which pieces of a loop count for E(gap), with <see cref="CutRule.Whole"/> inside of the gap, or for R(gap), with <see cref="CutRule.First"/>.</summary>
    public CutRule Rule(int index, int gap, CutRule insideGap)
    {
        var loop = nest.Loops[index];
        if (loop.IsTemporal) return index < gap ? CutRule.All : insideGap;
        return loop.Level < firstBelow || IsOneTransfer(loop) ? CutRule.First : CutRule.All;
    }

    /// <summary>Elements that no temporal loop of their dimensions from the gap inwards cuts, or what counts of their tiles; at the innermost gap all elements.</summary>
    public long Distinct(int gap, TileMeasure? measure = null)
    {
        if (measure?.OfElements is { } ofElements) return Tiles(gap).Sum(t => checked(ofElements(t.Key) * t.Value));
        var product = 1L;
        Span<(long, long)> room = stackalloc (long, long)[nest.Loops.Length + 1];
        for (var d = 0; d < nest.Problem.Dimensions.Count; d++)
        {
            if (!_tensor.Uses(d)) continue;
            product = checked(product * (measure?.Ranges?[d] is { } range ? Ranges(d, gap, range) : Tally(d, gap, CutRule.Whole, room).Elements));
        }

        return product;
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

    private bool IsOneTransfer(in FlatLoop loop) =>
        loop.Level >= parent && !_tensor.Uses(loop.Dimension) && (copies == CopyRule.Once || copies == CopyRule.Merged && nest.Merges(operand, loop));
}
