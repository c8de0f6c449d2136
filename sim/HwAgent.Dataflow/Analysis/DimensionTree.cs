namespace HwAgent.Dataflow.Analysis;

/// <summary>All nodes of one dimension.</summary>
internal sealed class DimensionTree
{
    private readonly FlatLoop[] _loops;
    private readonly int[] _outside;
    private readonly bool[,] _firstOnly;
    private readonly Dictionary<long[], DimensionNode> _nodes = new(LongSequenceComparer.Instance);

    /// <summary>The tree of a dimension of a nest.</summary>
    public DimensionTree(FlatNest nest, IReadOnlyList<TransferLink> links, int dimension)
    {
        var indices = Enumerable.Range(0, nest.Loops.Length).Where(i => nest.Loops[i].Dimension == dimension).ToList();
        _loops = [.. indices.Select(i => nest.Loops[i])];
        _outside = [.. links.Select(link => indices.Count(i => i < nest.Starts[link.Child]))];
        _firstOnly = new bool[links.Count + 1, _loops.Length];
        for (var i = 0; i < _loops.Length; i++)
        {
            _firstOnly[0, i] = true;
            for (var link = 0; link < links.Count; link++) _firstOnly[link + 1, i] = !_loops[i].IsTemporal && IsFirstOnly(nest, links[link], _loops[i]);
        }

        Root = Node(0, [.. Enumerable.Repeat(ChunkWindow.Of(nest.Problem.Dimensions[dimension].Size), links.Count + 1)]);
    }

    /// <summary>The whole dimension.</summary>
    public DimensionNode Root { get; }

    /// <summary>The dimension's loop at a position among its own.</summary>
    public FlatLoop Loop(int position) => _loops[position];

    /// <summary>How many of the dimension's loops are outside of a link's child.</summary>
    public int LoopsOutside(int link) => _outside[link];

    /// <summary>Whether a window, 0 or one more than its link, follows the first instance of a spatial loop alone.</summary>
    public bool DealsFirstOnly(int window, int position) => _firstOnly[window, position];

    /// <summary>The node with these chunks; windows of links whose child is outside do not distinguish it.</summary>
    public DimensionNode Node(int position, ChunkWindow[] windows)
    {
        var key = new List<long> { position };
        for (var window = 0; window < windows.Length; window++)
        {
            if (window > 0 && _outside[window - 1] < position) windows[window] = new ChunkWindow([]);
            key.Add(windows[window].Entries.Length);
            foreach (var (extent, count) in windows[window].Entries)
            {
                key.Add(extent);
                key.Add(count);
            }
        }

        var content = key.ToArray();
        if (_nodes.TryGetValue(content, out var node)) return node;
        // The pipeline's keys have 16 bits for each dimension; a node is a way to be ragged, of which there are tens.
        if (_nodes.Count > ushort.MaxValue) throw new OverflowException("a dimension is cut in more than 65,536 different ways");
        _nodes.Add(content, node = new DimensionNode(this, _nodes.Count, position, windows));
        return node;
    }

    private static bool IsFirstOnly(FlatNest nest, TransferLink link, FlatLoop loop) =>
        loop.Level < link.Parent || !nest.Problem.Tensor(link.Operand).Uses(loop.Dimension) && nest.Merges(link.Operand, loop);
}
