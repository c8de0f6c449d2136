using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The transfers of every operand through every level, over all instances of each level or through its busiest instance, which is the first: it has the
/// largest chunk of everything. Elements between a level that keeps an operand and its next outer keeper are counted in closed form. A tile is loaded again
/// when a loop of one of its dimensions that really cuts its chunk has moved. So loops of other dimensions count as long as such a loop is further in; with
/// E(j) the elements below whose gap j between the temporal loops no loop of their dimensions cuts any more, and R(j) the iterations of the other dimensions'
/// loops outside of gap j, the traffic is the sum over the gaps of (E(j) - E(j-1)) * R(j). Dimensions are cut independently of each other: E and R are
/// products over them.
/// </summary>
internal sealed class NestTraffic
{
    private readonly FlatNest _nest;
    private readonly bool _busiest;
    private readonly OperandTraffic[] _traffic;
    private readonly DimensionTree[] _trees;
    private readonly long[][] _counts;

    private NestTraffic(FlatNest nest, bool busiest)
    {
        (_nest, _busiest, _trees) = (nest, busiest, nest.Trees);
        _counts = new long[_trees.Length][];
        _traffic = new OperandTraffic[3 * nest.Levels];
    }

    /// <summary>Of one operand at one level; zeros where the level does not keep it.</summary>
    public OperandTraffic this[int level, Operand operand] => _traffic[3 * level + (int)operand];

    /// <summary>Counts.</summary>
    /// <param name="nest">A valid nest.</param>
    /// <param name="busiest">One instance of each level rather than all.</param>
    public static NestTraffic Of(FlatNest nest, bool busiest)
    {
        var counted = new NestTraffic(nest, busiest);
        var started = nest.Problem.Elements(Operand.Output);
        for (var link = 0; link < nest.Links.Length; link++)
        {
            if (nest.Links[link].Operand == Operand.Output) started = counted.AddOutput(link, started);
            else counted.AddSource(link);
        }

        return counted;
    }

    private void AddSource(int link)
    {
        var (operand, parent, child) = _nest.Links[link];
        ref var above = ref _traffic[3 * parent + (int)operand];
        above = above with { ReadsToBelow = Total(link, CopyRule.Merged) };
        if (child == _nest.Levels) return;
        ref var below = ref _traffic[3 * child + (int)operand];
        below = below with { WritesFromAbove = Total(link, CopyRule.Each) };
    }

    /// <summary>
    /// Each write of a sum into a tile is added to what is there, which is read before, but for the first write into a tile that started at zero. Tiles
    /// start at zero at an element's first visit, and in all but one of the instances that share the sum of an element at each visit: partial sums come
    /// back to that one.
    /// </summary>
    /// <param name="link">Of the output.</param>
    /// <param name="elements">Of the parent, each once.</param>
    /// <returns>Of the child.</returns>
    private long AddOutput(int link, long elements)
    {
        var (_, parent, child) = _nest.Links[link];
        ref var above = ref _traffic[3 * parent + (int)Operand.Output];
        var writes = Total(link, CopyRule.Merged);
        var started = parent == 0 ? elements : above.ReadsToAbove - above.WritesFromAbove;
        above = above with { WritesFromBelow = writes, ReadsToBelow = writes - started, FinalWritesFromBelow = _nest.SumsApart(parent) ? 0 : elements };
        if (child == _nest.Levels) return 0;
        ref var below = ref _traffic[3 * child + (int)Operand.Output];
        var visits = Total(link, CopyRule.Each);
        elements = Distinct(link, CopyRule.Each);
        var returned = _busiest ? visits - elements : Total(link, CopyRule.Once) - started;
        below = below with { WritesFromAbove = returned, ReadsToAbove = visits, FinalReadsToAbove = _nest.SumsApart(child) ? 0 : elements };
        return elements;
    }

    /// <summary>Elements of the child's tiles, each once.</summary>
    private long Distinct(int link, CopyRule copies)
    {
        var product = 1L;
        for (var d = 0; d < _trees.Length; d++)
        {
            if (_nest.Problem.Tensor(_nest.Links[link].Operand).Uses(d)) product = checked(product * _trees[d].Counts.Of(link, copies, _busiest)[^1]);
        }

        return product;
    }

    /// <summary>Loads, or for an output its visits, each with as many elements as the tile has.</summary>
    private long Total(int link, CopyRule copies)
    {
        var (operand, _, child) = _nest.Links[link];
        var tensor = _nest.Problem.Tensor(operand);
        for (var d = 0; d < _trees.Length; d++) _counts[d] = _trees[d].Counts.Of(link, copies, _busiest);
        // The multipliers hold nothing and take every operand at every step.
        if (child == _nest.Levels)
        {
            var steps = 1L;
            foreach (var counts in _counts) steps = checked(steps * counts[^1]);
            return steps;
        }

        Span<int> outside = stackalloc int[_trees.Length];
        long sum = 0, before = 0;
        for (var gap = 0; gap <= _nest.Starts[child]; gap++)
        {
            if (gap > 0)
            {
                ref readonly var loop = ref _nest.Loops[gap - 1];
                outside[loop.Dimension]++;
                // Behind any other loop there are the same elements as outside of it.
                if (!loop.IsTemporal || !tensor.Uses(loop.Dimension)) continue;
            }

            long elements = 1, repeats = 1;
            for (var d = 0; d < _counts.Length; d++)
            {
                if (tensor.Uses(d)) elements = checked(elements * _counts[d][outside[d]]);
                else repeats = checked(repeats * _counts[d][outside[d]]);
            }

            if (elements > before) sum = checked(sum + (elements - before) * repeats);
            before = elements;
        }

        return sum;
    }
}
