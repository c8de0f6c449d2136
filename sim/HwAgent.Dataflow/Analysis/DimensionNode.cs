namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The chunks of one dimension at one place of the nest, for one kind of path there: the first instance's, and for each link those of the instances below
/// the link's first parent. Paths with the same chunks are one node.
/// </summary>
internal sealed class DimensionNode
{
    private readonly DimensionTree _tree;
    private readonly ChunkWindow[] _windows;
    private readonly ForwardSums[] _sums;
    private DimensionNode? _dealt;
    private IReadOnlyList<IterationGroup>? _groups;

    /// <summary>A node; made by its tree alone.</summary>
    public DimensionNode(DimensionTree tree, int id, int position, ChunkWindow[] windows)
    {
        (_tree, Id, Position, _windows) = (tree, id, position, windows);
        _sums = new ForwardSums[windows.Length];
    }

    /// <summary>Unique in its dimension.</summary>
    public int Id { get; }

    /// <summary>How many of the dimension's own loops are outside.</summary>
    public int Position { get; }

    /// <summary>Behind a spatial loop.</summary>
    public DimensionNode Dealt => _dealt ??= _tree.Node(Position + 1, Deal());

    /// <summary>Of a temporal loop, in order.</summary>
    public IReadOnlyList<IterationGroup> Groups => _groups ??= Cut();

    /// <summary>What the dimension contributes to the transfers of a link.</summary>
    public ref readonly ForwardSums Sums(int link)
    {
        if (!_sums[link + 1].IsKnown) _sums[link + 1] = Forward(link);
        return ref _sums[link + 1];
    }

    /// <summary>Elements of a link that are in each instance's last iterations of the next loops of the dimension, and that no loop behind those cuts.</summary>
    public long LastElements(int link, int loops)
    {
        var window = _windows[link + 1];
        for (var i = Position; i < _tree.LoopsOutside(link); i++)
        {
            var loop = _tree.Loop(i);
            if (!loop.IsTemporal) window = window.Deal(loop.Step, _tree.DealsFirstOnly(link + 1, i));
            else window = i < Position + loops ? window.Last(loop.Step) : window.Whole(loop.Step);
        }

        return window.Elements;
    }

    /// <summary>The chunks in the first instance's last iterations of the next loops of the dimension.</summary>
    public DimensionNode AfterLast(int loops)
    {
        var node = this;
        for (var i = 0; i < loops; i++) node = _tree.Loop(node.Position).IsTemporal ? node.Groups[^1].Node : node.Dealt;
        return node;
    }

    private ForwardSums Forward(int link)
    {
        var (parent, child) = (_windows[link + 1], _windows[0]);
        var (first, last, whole) = (parent, parent, parent);
        var (childFirst, childLast, childWhole) = (child, child, child);
        for (var i = Position; i < _tree.LoopsOutside(link); i++)
        {
            var loop = _tree.Loop(i);
            if (loop.IsTemporal)
            {
                (first, last, whole) = (first.Iteration(loop.Step, 0), last.Last(loop.Step), whole.Whole(loop.Step));
                (childFirst, childLast, childWhole) = (childFirst.Iteration(loop.Step, 0), childLast.Last(loop.Step), childWhole.Whole(loop.Step));
            }
            else
            {
                var firstOnly = _tree.DealsFirstOnly(link + 1, i);
                (first, last, whole) = (first.Deal(loop.Step, firstOnly), last.Deal(loop.Step, firstOnly), whole.Deal(loop.Step, firstOnly));
                (childFirst, childLast, childWhole) = (childFirst.Deal(loop.Step, true), childLast.Deal(loop.Step, true), childWhole.Deal(loop.Step, true));
            }
        }

        return new ForwardSums(true, first.Elements, last.Elements, whole.Elements, first.Count, childFirst.Elements, childLast.Elements, childWhole.Elements);
    }

    private ChunkWindow[] Deal()
    {
        var step = _tree.Loop(Position).Step;
        var all = Each(w => w.Deal(step, firstOnly: false));
        var first = Each(w => w.Deal(step, firstOnly: true));
        return [.. all.Select((w, i) => _tree.DealsFirstOnly(i, Position) ? first[i] : w)];
    }

    /// <summary>Most windows are the same ones, as long as no spatial loop has told them apart.</summary>
    private ChunkWindow[] Each(Func<ChunkWindow, ChunkWindow> cut)
    {
        var made = new ChunkWindow[_windows.Length];
        for (var i = 0; i < made.Length; i++)
        {
            var same = 0;
            while (!ReferenceEquals(_windows[same].Entries, _windows[i].Entries)) same++;
            made[i] = same < i ? made[same] : cut(_windows[i]);
        }

        return made;
    }

    /// <summary>A group ends where an instance has its last full piece or its last piece.</summary>
    private List<IterationGroup> Cut()
    {
        var step = _tree.Loop(Position).Step;
        var end = (_windows[0].Entries[0].Extent - 1) / step + 1;
        var starts = new SortedSet<long> { 0 };
        foreach (var (extent, _) in _windows.SelectMany(w => w.Entries)) starts.UnionWith([extent / step, (extent - 1) / step + 1]);
        var bounds = starts.Where(s => s < end).Append(end).ToList();
        var cut = new List<IterationGroup>();
        for (var i = 0; i + 1 < bounds.Count; i++)
        {
            var start = bounds[i];
            var node = _tree.Node(Position + 1, Each(w => w.Iteration(step, start)));
            var before = _tree.Node(Position + 1, Each(w => w.Before(step, start)));
            cut.Add(new IterationGroup(bounds[i + 1] - start, node, before));
        }

        return cut;
    }
}
