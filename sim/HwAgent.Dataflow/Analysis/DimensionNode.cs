namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension at one place of the nest, for one kind of path there: the first instance's, and for each link those of the instances below
/// the link's first parent. Paths with the same chunks are one node.
/// </summary>
internal sealed class DimensionNode
{
    private readonly DimensionTree _tree;
    private readonly (long Extent, long Count)[] _entries;
    private readonly int[] _ends;
    private readonly ForwardSums[] _sums;
    private DimensionNode? _dealt;
    private IterationGroup[]? _groups;
    private long[]? _lastElements;

    /// <summary>A node; made by its tree alone.</summary>
    /// <param name="tree">Its tree.</param>
    /// <param name="id">Its number there.</param>
    /// <param name="position">How many of the dimension's own loops are outside.</param>
    /// <param name="entries">The chunks of all windows, one after the other.</param>
    /// <param name="ends">Where each window ends.</param>
    public DimensionNode(DimensionTree tree, int id, int position, (long Extent, long Count)[] entries, int[] ends)
    {
        (_tree, Id, Position, _entries, _ends) = (tree, id, position, entries, ends);
        _sums = new ForwardSums[tree.Ways];
    }

    /// <summary>Unique in its dimension.</summary>
    public int Id { get; }

    /// <summary>How many of the dimension's own loops are outside.</summary>
    public int Position { get; }

    /// <summary>Behind a spatial loop.</summary>
    public DimensionNode Dealt => _dealt ??= _tree.Next(this, WindowCut.Deal, 0);

    /// <summary>Of a temporal loop, in order.</summary>
    public IterationGroup[] Groups => _groups ??= Cut();

    /// <summary>Whether these are its chunks.</summary>
    public bool Has(ReadOnlySpan<(long Extent, long Count)> entries, ReadOnlySpan<int> ends) => entries.SequenceEqual(_entries) && ends.SequenceEqual(_ends);

    /// <summary>What the dimension contributes to the transfers of a link.</summary>
    public ref readonly ForwardSums Sums(int link)
    {
        ref var sums = ref _sums[_tree.Way(link)];
        if (sums.First == 0) sums = Forward(link);
        return ref sums;
    }

    /// <summary>Elements of a link that are in each instance's last iterations of the next loops of the dimension, and that no loop behind those cuts.</summary>
    public long LastElements(int link, int loops)
    {
        _lastElements ??= new long[_tree.Ways * (_tree.Length + 1)];
        ref var known = ref _lastElements[_tree.Way(link) * (_tree.Length + 1) + loops];
        // One more than there are, so that 0 is not known.
        if (known == 0) known = CountLast(link, loops) + 1;
        return known - 1;
    }

    /// <summary>The chunks in the first instance's last iterations of the next loops of the dimension.</summary>
    public DimensionNode AfterLast(int loops)
    {
        var node = this;
        for (var i = 0; i < loops; i++) node = _tree.Loop(node.Position).IsTemporal ? node.Groups[^1].Node : node.Dealt;
        return node;
    }

    /// <summary>Extents and how many instances have them; empty for links whose child is outside.</summary>
    public ReadOnlySpan<(long Extent, long Count)> Window(int window)
    {
        var start = window == 0 ? 0 : _ends[window - 1];
        return _entries.AsSpan(start, _ends[window] - start);
    }

    private long CountLast(int link, int loops)
    {
        var entries = Window(_tree.Window(link));
        var window = new ChunkWindow(entries, stackalloc (long, long)[entries.Length + _tree.Length]);
        for (var i = Position; i < _tree.LoopsOutside(link); i++)
        {
            var loop = _tree.Loop(i);
            if (!loop.IsTemporal) window.Deal(loop.Step, _tree.DealsFirstOnly(_tree.Window(link), i));
            else if (i < Position + loops) window.Last(loop.Step);
            else window.Whole(loop.Step);
        }

        return window.Elements;
    }

    private ForwardSums Forward(int link)
    {
        var extent = _entries[0].Extent;
        var (first, last, whole) = (extent, extent, extent);
        for (var i = Position; i < _tree.LoopsOutside(link); i++)
        {
            var loop = _tree.Loop(i);
            first = Math.Min(first, loop.Step);
            last = !loop.IsTemporal ? Math.Min(last, loop.Step) : last <= loop.Step ? last : (last - 1) % loop.Step + 1;
            whole = whole <= loop.Step ? whole : loop.IsTemporal ? 0 : loop.Step;
        }

        var sums = new ForwardSums { First = first, Last = last, Whole = whole, Copies = 1, ChildFirst = first, ChildLast = last, ChildWhole = whole };
        if (_tree.Window(link) == 0) return sums;
        var entries = Window(_tree.Window(link));
        Span<(long, long)> room = stackalloc (long, long)[entries.Length + _tree.Length];
        var window = new ChunkWindow(entries, room);
        Walk(ref window, link, ForwardPart.First);
        (sums.First, sums.Copies) = (window.Elements, window.Count);
        window = new ChunkWindow(entries, room);
        Walk(ref window, link, ForwardPart.Last);
        sums.Last = window.Elements;
        window = new ChunkWindow(entries, room);
        Walk(ref window, link, ForwardPart.Whole);
        sums.Whole = window.Elements;
        return sums;
    }

    private void Walk(ref ChunkWindow window, int link, ForwardPart part)
    {
        for (var i = Position; i < _tree.LoopsOutside(link); i++)
        {
            var step = _tree.Loop(i).Step;
            if (!_tree.Loop(i).IsTemporal) window.Deal(step, _tree.DealsFirstOnly(_tree.Window(link), i));
            else if (part == ForwardPart.First) window.Iteration(step, 0);
            else if (part == ForwardPart.Last) window.Last(step);
            else window.Whole(step);
        }
    }

    /// <summary>A group ends where an instance has its last full piece or its last piece.</summary>
    private IterationGroup[] Cut()
    {
        var step = _tree.Loop(Position).Step;
        var end = (_entries[0].Extent - 1) / step + 1;
        Span<long> ends = stackalloc long[2 * _entries.Length];
        var used = 0;
        foreach (var (extent, _) in _entries)
        {
            var full = extent / step;
            Add(ends, full);
            if (full * step < extent) Add(ends, full + 1);
        }

        ends[..used].Sort();
        var groups = new IterationGroup[used];
        for (var i = 0; i < used; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            var node = _tree.Next(this, WindowCut.Iteration, start);
            groups[i] = new IterationGroup(ends[i] - start, node, _tree.IsOfOutput ? _tree.Next(this, WindowCut.Before, start) : node);
        }

        return groups;

        void Add(Span<long> ends, long at)
        {
            if (at > 0 && at <= end && !ends[..used].Contains(at)) ends[used++] = at;
        }
    }
}
