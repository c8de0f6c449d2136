namespace HwAgent.Dataflow.Analysis;

/// <summary>All nodes of one dimension.</summary>
internal sealed class DimensionTree
{
    private readonly FlatLoop[] loops;
    private readonly int[] outside;
    private readonly bool[,] firstOnly;
    private readonly Dictionary<long[], DimensionNode> nodes = new(LongSequenceComparer.Instance);

    /// <summary>The tree of a dimension of a nest.</summary>
    public DimensionTree(FlatNest nest, IReadOnlyList<TransferLink> links, int dimension)
    {
        var indices = Enumerable.Range(0, nest.Loops.Length).Where(i => nest.Loops[i].Dimension == dimension).ToList();
        loops = [.. indices.Select(i => nest.Loops[i])];
        outside = [.. links.Select(link => indices.Count(i => i < nest.Starts[link.Child]))];
        firstOnly = new bool[links.Count + 1, loops.Length];
        for (var i = 0; i < loops.Length; i++)
        {
            firstOnly[0, i] = true;
            for (var link = 0; link < links.Count; link++) firstOnly[link + 1, i] = !loops[i].IsTemporal && IsFirstOnly(nest, links[link], loops[i]);
        }

        Root = Node(0, [.. Enumerable.Repeat(ChunkWindow.Of(nest.Problem.Dimensions[dimension].Size), links.Count + 1)]);
    }

    /// <summary>The whole dimension.</summary>
    public DimensionNode Root { get; }

    /// <summary>The dimension's loop at a position among its own.</summary>
    public FlatLoop Loop(int position) => loops[position];

    /// <summary>How many of the dimension's loops are outside of a link's child.</summary>
    public int LoopsOutside(int link) => outside[link];

    /// <summary>Whether a window, 0 or one more than its link, follows the first instance of a spatial loop alone.</summary>
    public bool DealsFirstOnly(int window, int position) => firstOnly[window, position];

    /// <summary>The node with these chunks; windows of links whose child is outside do not distinguish it.</summary>
    public DimensionNode Node(int position, ChunkWindow[] windows)
    {
        var key = new List<long> { position };
        for (var window = 0; window < windows.Length; window++)
        {
            if (window > 0 && outside[window - 1] < position) windows[window] = new ChunkWindow([]);
            key.Add(windows[window].Entries.Length);
            foreach (var (extent, count) in windows[window].Entries)
            {
                key.Add(extent);
                key.Add(count);
            }
        }

        var content = key.ToArray();
        if (!nodes.TryGetValue(content, out var node)) nodes.Add(content, node = new DimensionNode(this, nodes.Count, position, windows));
        return node;
    }

    private static bool IsFirstOnly(FlatNest nest, TransferLink link, FlatLoop loop) =>
        loop.Level < link.Parent || !nest.Problem.Tensor(link.Operand).Uses(loop.Dimension) && nest.Merges(link.Operand, loop);
}
