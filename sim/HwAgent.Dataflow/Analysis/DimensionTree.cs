using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// All nodes of one dimension under its loops, whatever loops of other dimensions are between them: nests that have the same loops of it, and keep the same,
/// share them. Links whose instances the spatial loops deal alike have one window; window 0 is that of the first instance.
/// </summary>
internal sealed class DimensionTree
{
    private readonly FlatLoop[] _loops;
    private readonly int[] _outside, _window, _way;
    private readonly List<bool[]> _firstOnly = [];
    private readonly List<int> _ends = [];
    private readonly List<DimensionNode>[] _nodes;
    private int _count;

    /// <summary>The tree of a dimension.</summary>
    /// <param name="table">The links that there are.</param>
    /// <param name="dimension">The dimension.</param>
    /// <param name="loops">Its own loops, outermost first.</param>
    public DimensionTree(LinkTable table, int dimension, ReadOnlySpan<FlatLoop> loops)
    {
        _loops = loops.ToArray();
        Counts = new DimensionCounts(table, dimension, _loops);
        IsOfOutput = table.Problem.Tensor(Operand.Output).Uses(dimension);
        var links = table.Links;
        (_outside, _window, _way) = (new int[links.Length], new int[links.Length], new int[links.Length]);
        var first = new bool[_loops.Length];
        Array.Fill(first, true);
        _firstOnly.Add(first);
        _ends.Add(_loops.Length);
        var hasSpatial = false;
        foreach (var loop in _loops) hasSpatial |= !loop.IsTemporal;
        for (var link = 0; link < links.Length; link++)
        {
            while (_outside[link] < _loops.Length && _loops[_outside[link]].Level < links[link].Child) _outside[link]++;
            if (hasSpatial && table.IsTimed(link)) _window[link] = FindWindow(table, link);
            _way[link] = link;
            for (var other = link - 1; other >= 0; other--)
            {
                if (_outside[other] == _outside[link] && _window[other] == _window[link]) _way[link] = _way[other];
            }
        }

        _nodes = new List<DimensionNode>[_loops.Length + 1];
        Span<(long, long)> entries = stackalloc (long, long)[_ends.Count];
        Span<int> ends = stackalloc int[_ends.Count];
        for (var window = 0; window < ends.Length; window++) (entries[window], ends[window]) = ((table.Problem.Dimensions[dimension].Size, 1), window + 1);
        Root = Node(0, entries, ends);
    }

    /// <summary>The whole dimension.</summary>
    public DimensionNode Root { get; }

    /// <summary>What it contributes to traffic.</summary>
    public DimensionCounts Counts { get; }

    /// <summary>Whether the output uses it.</summary>
    public bool IsOfOutput { get; }

    /// <summary>Its own loops.</summary>
    public int Length => _loops.Length;

    /// <summary>Links that are alike to the dimension are one way, numbered below this.</summary>
    public int Ways => _way.Length;

    /// <summary>The dimension's loop at a position among its own.</summary>
    public ref readonly FlatLoop Loop(int position) => ref _loops[position];

    /// <summary>How many of the dimension's loops are outside of a link's child.</summary>
    public int LoopsOutside(int link) => _outside[link];

    /// <summary>The window of a link.</summary>
    public int Window(int link) => _window[link];

    /// <summary>The way of a link.</summary>
    public int Way(int link) => _way[link];

    /// <summary>Whether a window follows the first instance of a spatial loop alone.</summary>
    public bool DealsFirstOnly(int window, int position) => _firstOnly[window][position];

    /// <summary>The node behind a loop.</summary>
    /// <param name="node">In front of it.</param>
    /// <param name="cut">What the loop does.</param>
    /// <param name="index">The iteration of a temporal loop.</param>
    public DimensionNode Next(DimensionNode node, WindowCut cut, long index)
    {
        var position = node.Position;
        var step = _loops[position].Step;
        var most = 0;
        for (var window = 0; window < _ends.Count; window++) most += node.Window(window).Length + 1;
        Span<(long, long)> entries = stackalloc (long, long)[most];
        Span<int> ends = stackalloc int[_ends.Count];
        var used = 0;
        for (var window = 0; window < ends.Length; window++)
        {
            if (_ends[window] > position)
            {
                var next = new ChunkWindow(node.Window(window), entries[used..]);
                if (cut == WindowCut.Deal) next.Deal(step, _firstOnly[window][position]);
                else if (cut == WindowCut.Iteration) next.Iteration(step, index);
                else next.Before(step, index);
                used += next.Used;
            }

            ends[window] = used;
        }

        return Node(position + 1, entries[..used], ends);
    }

    private DimensionNode Node(int position, ReadOnlySpan<(long Extent, long Count)> entries, ReadOnlySpan<int> ends)
    {
        var nodes = _nodes[position] ??= [];
        foreach (var known in nodes)
        {
            if (known.Has(entries, ends)) return known;
        }

        // The pipeline's keys have 16 bits for each dimension; a node is a way to be ragged, of which there are tens.
        if (_count > ushort.MaxValue) throw new OverflowException("a dimension is cut in more than 65,536 different ways");
        var node = new DimensionNode(this, _count++, position, entries.ToArray(), ends.ToArray());
        nodes.Add(node);
        return node;
    }

    /// <summary>The window of another link that deals alike as far as both reach, or a new one.</summary>
    private int FindWindow(LinkTable table, int link)
    {
        var deals = new bool[_outside[link]];
        for (var i = 0; i < deals.Length; i++) deals[i] = _loops[i].IsTemporal || table.DealsFirstOnly(link, _loops[i]);
        for (var window = 0; window < _ends.Count; window++)
        {
            var both = Math.Min(_ends[window], deals.Length);
            if (!deals.AsSpan(0, both).SequenceEqual(_firstOnly[window].AsSpan(0, both))) continue;
            if (deals.Length > both) (_firstOnly[window], _ends[window]) = (deals, deals.Length);
            return window;
        }

        _firstOnly.Add(deals);
        _ends.Add(deals.Length);
        return _ends.Count - 1;
    }
}
