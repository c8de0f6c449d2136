using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Best-first search: the set of mappings with the least bound is split in one dimension, until the least is a mapping itself, which no other can beat. Each split takes the
/// dimension whose halves have the largest bounds. Before, one descent from every skeleton finds mappings that most sets cannot beat.
/// </summary>
internal sealed class BranchAndBound
{
    /// <summary>Splits of one descent; a straight way to a mapping has some thirty.</summary>
    private const int MostDescended = 200;

    private readonly MapperRequest _request;
    private readonly MappingSpace _space;
    private readonly NestModel _model;
    private readonly PriorityQueue<SearchNode, (ObjectiveKey Key, long Number)> _open = new();
    private readonly SortedSet<(ObjectiveKey Key, long Number)> _best = [];
    private readonly double[][] _answers;
    private readonly ChainLoops[] _loops;
    private readonly HashSet<string> _names = [];
    private readonly ObjectiveKey? _toBeat;
    private readonly long _mostConsidered;
    private readonly Func<NestSkeleton, bool>? _only;
    private long _number;
    private double _leastLeft = double.PositiveInfinity;

    /// <summary>Prepares a search.</summary>
    /// <param name="request">What counts.</param>
    /// <param name="space">Where to search.</param>
    /// <param name="toBeat">What is worse is left out; null for no such mark.</param>
    /// <param name="mostConsidered">Costs and bounds to compute at most.</param>
    /// <param name="only">Which skeletons to search, without going straight to some mapping of each first; null for all.</param>
    public BranchAndBound(MapperRequest request, MappingSpace space, ObjectiveKey? toBeat, long mostConsidered, Func<NestSkeleton, bool>? only = null)
    {
        (_request, _space, _toBeat, _mostConsidered, _only) = (request, space, toBeat, mostConsidered, only);
        _model = new NestModel(request.Problem, request.Architecture);
        _answers = new double[space.Trees.Length][];
        _loops = new ChainLoops[space.Trees.Length];
    }

    /// <summary>Costs and bounds computed.</summary>
    public long Considered { get; private set; }

    /// <summary>Mappings costed.</summary>
    public long Evaluated { get; private set; }

    /// <summary>Every mapping that was costed and might be on the front.</summary>
    public CostFront Front { get; } = new();

    /// <summary>Below which no figure of any mapping of the space goes.</summary>
    public CostFigures Floor { get; private set; } = CostFigures.Infeasible;

    /// <summary>Searches.</summary>
    public SearchOutcome Run(CancellationToken cancellation)
    {
        var results = new List<SearchNode>();
        if (_space.Trees.Any(t => t.Count == 0)) return new SearchOutcome(results, Key(CostFigures.Infeasible), true, _leastLeft);
        var roots = new List<SearchNode>();
        for (var s = 0; s < _space.Skeletons.Length; s++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_only is not null && !_only(_space.Skeletons[s].Skeleton)) continue;
            if (Bounded(s, new int[_space.Trees.Length]) is { } root) roots.Add(root);
        }

        foreach (var root in roots)
        {
            Floor = new CostFigures(Math.Min(Floor.Cycles, root.Figures.Cycles), Math.Min(Floor.EnergyPicojoules, root.Figures.EnergyPicojoules), Math.Min(Floor.DramBits, root.Figures.DramBits));
            Push(root);
            cancellation.ThrowIfCancellationRequested();
            if (_toBeat is null && _only is null && Considered < _mostConsidered) Descend(root);
        }

        while (_open.TryDequeue(out var node, out var priority))
        {
            cancellation.ThrowIfCancellationRequested();
            if (node.IsCosted)
            {
                results.Add(node);
                if (results.Count == _request.Keep) return new SearchOutcome(results, priority.Key, true, _leastLeft);
                continue;
            }

            if (Considered >= _mostConsidered) return new SearchOutcome(Rest(results), priority.Key, results.Count > 0, _leastLeft);
            foreach (var child in Split(node)) Push(child);
        }

        return new SearchOutcome(results, Key(CostFigures.Infeasible), true, _leastLeft);
    }

    /// <summary>What was costed and is still open, best first, when the search is given up.</summary>
    private List<SearchNode> Rest(List<SearchNode> results)
    {
        var costed = _open.UnorderedItems.Where(i => i.Element.IsCosted).OrderBy(i => i.Priority).Select(i => i.Element);
        return [.. results, .. costed.Take(_request.Keep - results.Count)];
    }

    /// <summary>Depth first, the better half first, to the first mapping that fits; given up after a while.</summary>
    private void Descend(SearchNode root)
    {
        var stack = new Stack<SearchNode>([root]);
        for (var splits = 0; splits < MostDescended && stack.TryPop(out var node); splits++)
        {
            if (node.IsCosted)
            {
                Push(node);
                return;
            }

            foreach (var child in Split(node).OrderByDescending(c => Key(c.Figures))) stack.Push(child);
        }
    }

    private bool IsBeaten(ObjectiveKey key) => _toBeat is { } mark && key.CompareTo(mark) > 0 || _best.Count >= _request.Keep && key.CompareTo(_best.Max.Key) > 0;

    private void Push(SearchNode node)
    {
        var priority = (Key(node.Figures), _number++);
        if (IsBeaten(priority.Item1)) return;
        if (node.IsCosted)
        {
            // Skeletons that differ in loops which these chains do not have give one mapping.
            if (_request.Keep > 1 && !_names.Add(NestText.Write(_request.Problem, _request.Architecture, _space.Nest(node.Skeleton, node.Nodes)))) return;
            _best.Add(priority);
            if (_best.Count > _request.Keep) _best.Remove(_best.Max);
        }

        _open.Enqueue(node, priority);
    }

    /// <summary>The halves of a node that may hold a mapping; the cost itself when there is but one.</summary>
    private List<SearchNode> Split(SearchNode node)
    {
        var best = new List<SearchNode>();
        ObjectiveKey? bestKey = null;
        // Instances are shared out first: before, bounds are far from any mapping.
        var mixed = Mixed(node);
        for (var d = 0; d < node.Nodes.Length; d++)
        {
            var tree = _space.Trees[d];
            if (tree.IsChain(node.Nodes[d]) || mixed >= 0 && d != mixed) continue;
            var (left, right) = tree.Halves(node.Nodes[d]);
            var halves = new List<SearchNode>(2);
            foreach (var half in (ReadOnlySpan<int>)[left, right])
            {
                int[] nodes = [.. node.Nodes];
                nodes[d] = half;
                if (Bounded(node.Skeleton, nodes) is { } child && !IsBeaten(Key(child.Figures))) halves.Add(child);
            }

            if (halves.Count == 0) return halves;
            var key = halves.Count == 1 ? Key(halves[0].Figures) : Min(Key(halves[0].Figures), Key(halves[1].Figures));
            if (bestKey is { } k && (halves.Count > best.Count || halves.Count == best.Count && key.CompareTo(k) <= 0)) continue;
            (best, bestKey) = (halves, key);
        }

        if (bestKey is null && Costed(node) is { } costed) best.Add(costed);
        return best;
    }

    private int Mixed(SearchNode node)
    {
        for (var d = 0; d < node.Nodes.Length; d++)
        {
            if (_space.Trees[d].IsMixed(node.Nodes[d])) return d;
        }

        return -1;
    }

    private static ObjectiveKey Min(ObjectiveKey a, ObjectiveKey b) => a.CompareTo(b) <= 0 ? a : b;

    private SearchNode? Bounded(int skeleton, int[] nodes)
    {
        Considered++;
        var isExact = true;
        for (var d = 0; d < nodes.Length; d++)
        {
            _answers[d] = _space.Trees[d].Answers(nodes[d]);
            _loops[d] = _space.Trees[d].Loops(nodes[d]);
            isExact &= _space.Trees[d].IsChain(nodes[d]);
        }

        var figures = _space.Skeletons[skeleton].Evaluate(_answers, _loops, isExact);
        if (!figures.IsFeasible) return null;
        var node = new SearchNode(skeleton, nodes, figures, isExact && _request.Account == LatencyAccount.Steady);
        if (!node.IsCosted) return node;
        Evaluated++;
        Front.Add(node);
        return node;
    }

    private SearchNode? Costed(SearchNode node)
    {
        Considered += MapperRequest.PipelineWeight;
        Evaluated++;
        // The bound holds for those that this one stands for, its pipeline does not.
        if (!_space.HasEveryOne) _leastLeft = Math.Min(_leastLeft, Key(node.Figures).First);
        var cost = _model.Evaluate(_space.Nest(node.Skeleton, node.Nodes));
        var costed = node with { Figures = node.Figures with { Cycles = cost.LatencyCycles }, IsCosted = true };
        Front.Add(costed);
        return costed;
    }

    private ObjectiveKey Key(in CostFigures figures) => ObjectiveKey.Of(_request.Objective, figures, _request.Enough);
}
