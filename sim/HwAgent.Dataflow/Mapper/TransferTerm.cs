using System.Runtime.CompilerServices;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The elements that go between two keepers of an operand, as a formula over the answers of the dimensions' chains: what <see cref="TransferCount"/> counts
/// for one nest, laid out for many. With E(j) the elements that no loop inside of gap j cuts and R(j) the repeats outside of it, the traffic is
/// sum_j (E(j) - E(j-1)) * R(j) = E(J) R(J) - sum_(j&lt;J) E(j) (R(j+1) - R(j)), and R rises inwards: it falls in each E(j), j &lt; J, and rises in E(J) and each R(j). So with the best
/// answers of a set of chains, each taken from whichever chain gives it, it is a lower bound for the whole set, and the traffic itself for a set of one.
/// </summary>
internal sealed class TransferTerm
{
    private readonly int _gaps;
    private readonly int[] _used, _unused;
    private readonly int[] _elements, _repeats;

    /// <summary>Lays the formula out. The parameters are those of <see cref="TransferCount"/>.</summary>
    public TransferTerm(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, Operand operand, int parent, int child, CopyRule copies, int firstBelow)
    {
        var tensor = problem.Tensor(operand);
        int[] dimensions = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1)];
        (_used, _unused) = ([.. dimensions.Where(tensor.Uses)], [.. dimensions.Where(d => !tensor.Uses(d))]);
        var inside = slots.Outside(child);
        var spatial = slots.Spatial(0, child);
        var first = slots.Spatial(0, Math.Min(firstBelow, child));
        var merged = copies == CopyRule.Each ? 0 : slots.Mask(s => !s.IsTemporal && s.Level >= parent && s.Level < child && (copies == CopyRule.Once || architecture.Levels[s.Level].Fanout[s.Axis].Merges(operand)));
        // Only a loop in time over one of the operand's dimensions changes the elements: the first gap, and the gap behind each such loop.
        var gaps = new List<(int Level, int Position)> { (0, 0) };
        if (child == slots.Levels) gaps[0] = (child, 0);
        for (var level = 0; level < child && child < slots.Levels; level++)
        {
            for (var i = 0; i < skeleton.Orders[level].Length; i++)
            {
                if (tensor.Uses(skeleton.Orders[level][i])) gaps.Add((level, i + 1));
            }
        }

        _gaps = gaps.Count;
        _elements = [.. gaps.SelectMany((gap, i) => _used.Select(d => queries.Number(Elements(d, gap, i < gaps.Count - 1), d)))];
        _repeats = [.. gaps.SelectMany(gap => _unused.Select(d => queries.Number(Repeats(d, gap), d)))];

        ulong Outside(int dimension, (int Level, int Position) gap)
        {
            var mask = slots.Temporal(0, gap.Level);
            if (gap.Level >= child) return mask;
            var position = skeleton.Position(gap.Level, dimension);
            return position >= 0 && position < gap.Position ? mask | slots.Temporal(gap.Level, gap.Level + 1) : mask;
        }

        ChainQuery Elements(int dimension, (int Level, int Position) gap, bool isGain)
        {
            var all = Outside(dimension, gap);
            var whole = slots.Temporal(0, child) & ~all;
            return new ChainQuery(ChainQueryKind.Elements, inside, all | spatial & ~first, whole, isGain);
        }

        ChainQuery Repeats(int dimension, (int Level, int Position) gap) =>
            new(ChainQueryKind.Chunks, inside, Outside(dimension, gap) | spatial & ~first & ~merged, 0, false);
    }

    /// <summary>Whether another formula of the same search has the same value for every answer.</summary>
    public bool IsSame(TransferTerm other) => _elements.AsSpan().SequenceEqual(other._elements) && _repeats.AsSpan().SequenceEqual(other._repeats)
        && _used.AsSpan().SequenceEqual(other._used) && _unused.AsSpan().SequenceEqual(other._unused);

    /// <summary>The traffic, or its bound.</summary>
    /// <param name="answers">By dimension, as <see cref="StepChain.Answer"/> gives them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Value(double[][] answers)
    {
        var last = _gaps - 1;
        var all = Product(answers, _used, _elements, last);
        double sum = 0, before = 0;
        for (var gap = 0; gap < last; gap++)
        {
            // The best answers of a set may come from different chains: elements below a gap are never more than all.
            var elements = Math.Min(all, Math.Abs(Product(answers, _used, _elements, gap)));
            if (elements <= before) continue;
            sum += (elements - before) * Product(answers, _unused, _repeats, gap);
            before = elements;
        }

        return all > before ? sum + (all - before) * Product(answers, _unused, _repeats, last) : sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Product(double[][] answers, int[] dimensions, int[] queries, int gap)
    {
        var product = 1.0;
        var start = gap * dimensions.Length;
        for (var i = 0; i < dimensions.Length; i++) product *= answers[dimensions[i]][queries[start + i]];
        return product;
    }
}
