using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>The links of all nests that keep the same, and for each dimension the trees of the loops that it was seen under.</summary>
internal sealed class LinkTable
{
    /// <summary>Trees kept, of a few kilobytes each.</summary>
    private const int MostTrees = 2048;

    private readonly Architecture _architecture;
    private readonly bool[] _isTimed;
    private readonly TimedLink[] _timed;
    private readonly Dictionary<long[], DimensionTree> _trees = new(LongSequenceComparer.Instance);
    private readonly Dictionary<long[], DimensionTree>.AlternateLookup<ReadOnlySpan<long>> _treesBySpan;

    /// <summary>For links.</summary>
    /// <param name="problem">What is computed.</param>
    /// <param name="architecture">What it runs on.</param>
    /// <param name="links">Of all operands.</param>
    /// <param name="ports">Those that count.</param>
    public LinkTable(TensorProblem problem, Architecture architecture, TransferLink[] links, PortTable ports)
    {
        (Problem, _architecture, Links) = (problem, architecture, links);
        _isTimed = [.. links.Select(ports.Serves)];
        _timed = [.. Enumerable.Range(0, links.Length).Where(IsTimed).Select(Timed)];
        _treesBySpan = _trees.GetAlternateLookup<ReadOnlySpan<long>>();
    }

    /// <summary>What is computed.</summary>
    public TensorProblem Problem { get; }

    /// <summary>Of all operands, outermost first.</summary>
    public TransferLink[] Links { get; }

    /// <summary>Those whose transfers take time.</summary>
    public ReadOnlySpan<TimedLink> TimedLinks => _timed;

    /// <summary>Whether any of a link's transfers goes through a port; it takes no time otherwise.</summary>
    public bool IsTimed(int link) => _isTimed[link];

    /// <summary>Whether the instances of a spatial loop count once for a link: those that are not below its first parent, or share one transfer.</summary>
    public bool DealsFirstOnly(int link, in FlatLoop loop)
    {
        var (operand, parent, _) = Links[link];
        return loop.Level < parent || !Problem.Tensor(operand).Uses(loop.Dimension) && _architecture.Levels[loop.Level].Fanout[loop.Axis].Merges(operand);
    }

    /// <summary>Whether the instances of a spatial loop count once for a link's traffic: those of other instances than the busiest one, and those that share one transfer.</summary>
    public bool CountsFirst(int link, in FlatLoop loop, CopyRule copies, bool busiest)
    {
        var (operand, parent, child) = Links[link];
        if (busiest && loop.Level < (copies == CopyRule.Each ? child : parent)) return true;
        if (copies == CopyRule.Each || loop.Level < parent || Problem.Tensor(operand).Uses(loop.Dimension)) return false;
        return copies == CopyRule.Once || _architecture.Levels[loop.Level].Fanout[loop.Axis].Merges(operand);
    }

    /// <summary>The tree of a dimension.</summary>
    public DimensionTree Tree(int dimension, FlatLoop[] loops)
    {
        Span<FlatLoop> own = stackalloc FlatLoop[loops.Length];
        Span<long> key = stackalloc long[2 * loops.Length + 1];
        key[0] = dimension;
        var used = 0;
        foreach (ref readonly var loop in loops.AsSpan())
        {
            if (loop.Dimension != dimension) continue;
            own[used++] = loop;
            key[2 * used - 1] = (long)loop.Level << 32 | (uint)loop.Axis;
            key[2 * used] = loop.Step;
        }

        key = key[..(2 * used + 1)];
        if (_treesBySpan.TryGetValue(key, out var tree)) return tree;
        if (_trees.Count >= MostTrees) _trees.Clear();
        tree = new DimensionTree(this, dimension, own[..used]);
        _treesBySpan[key] = tree;
        return tree;
    }

    private TimedLink Timed(int index)
    {
        var (operand, parent, child) = Links[index];
        var tensor = Problem.Tensor(operand);
        // The one element of a dimension of size 1 is a factor of 1.
        var dimensions = Enumerable.Range(0, Problem.Dimensions.Count).Where(d => Problem.Dimensions[d].Size > 1).ToList();
        var bits = operand == Operand.Output ? Problem.PartialBits : tensor.Bits;
        return new TimedLink(index, operand, parent, child, bits, tensor.Dimensions, [.. dimensions.Where(tensor.Uses)], [.. dimensions.Where(d => !tensor.Uses(d))]);
    }
}
