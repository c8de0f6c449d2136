namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The chains of one dimension as a binary tree of sets, each with the best answer that any of its chains gives to each question. Chains that agree in their
/// instances and in their outer steps are close together, so that a set's best answers are near those of its chains.
/// </summary>
internal sealed class ChainTree
{
    private readonly List<Node> _nodes = [];
    private readonly StepChain[] _chains;
    private readonly double[][] _answers;
    private readonly long[][] _keys;
    private readonly int _spatial;

    /// <summary>Builds the tree; node 0 is the set of all.</summary>
    public ChainTree(IEnumerable<StepChain> chains, LoopSlots slots, ChainDominance dominance, bool filter, bool byOutermost)
    {
        StepChain[] sorted = [.. chains];
        Array.Sort(sorted, (a, b) => Compare(a.Steps, b.Steps));
        var best = dominance.Best(sorted, filter, byOutermost).Select(b => (b.Chain, b.Answers, Key: SortKey(b.Chain, slots))).ToArray();
        Array.Sort(best, (a, b) => Compare(a.Key, b.Key));
        (_chains, _answers, _keys) = ([.. best.Select(b => b.Chain)], [.. best.Select(b => b.Answers)], [.. best.Select(b => b.Key)]);
        _spatial = sorted.Length == 0 ? 0 : slots.All.Take(sorted[0].Steps.Length).Count(s => !s.IsTemporal);
        if (_chains.Length > 0) Build(0, _chains.Length, 0);
    }

    /// <summary>All of them, in the order of the tree.</summary>
    public IReadOnlyList<StepChain> Chains => _chains;

    /// <summary>Number of chains.</summary>
    public int Count => _chains.Length;

    /// <summary>The best answers of a set.</summary>
    public double[] Answers(int node) => _nodes[node].Answers;

    /// <summary>Where the chains of a set have loops.</summary>
    public ChainLoops Loops(int node) => _nodes[node].Loops;

    /// <summary>Whether a set has one chain.</summary>
    public bool IsChain(int node) => _nodes[node].Left < 0;

    /// <summary>Whether the chains of a set differ in how many instances they use.</summary>
    public bool IsMixed(int node) => _nodes[node].IsMixed;

    /// <summary>The two halves of a set.</summary>
    public (int Left, int Right) Halves(int node) => (_nodes[node].Left, _nodes[node].Right);

    /// <summary>The chain of a set of one.</summary>
    public StepChain Chain(int node) => _chains[_nodes[node].First];

    /// <summary>Position of a set's first chain in the order of chains.</summary>
    public int First(int node) => _nodes[node].First;

    private static int Compare(long[] a, long[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var difference = a[i].CompareTo(b[i]);
            if (difference != 0) return difference;
        }

        return 0;
    }

    /// <summary>Instances come first: the dimensions compete for them, so that a set of chains should agree on them.</summary>
    private static long[] SortKey(in StepChain chain, LoopSlots slots)
    {
        var key = new List<long>();
        for (var i = 0; i < chain.Steps.Length; i++)
        {
            if (!slots.All[i].IsTemporal) key.Add(chain.Count(i));
        }

        return [.. key, .. chain.Steps];
    }

    private int Build(int from, int to, int slot)
    {
        var index = _nodes.Count;
        _nodes.Add(default);
        if (to - from == 1)
        {
            var chain = _chains[from];
            _nodes[index] = new Node(from, -1, -1, _answers[from], new ChainLoops(chain.Loops, chain.Loops), false);
            return index;
        }

        while (_keys[from][slot] == _keys[to - 1][slot]) slot++;
        var middle = Boundary(from, to, slot);
        var left = Build(from, middle, slot);
        var right = Build(middle, to, slot);
        var answers = new double[_answers[from].Length];
        for (var i = 0; i < answers.Length; i++) answers[i] = Math.Min(_nodes[left].Answers[i], _nodes[right].Answers[i]);
        _nodes[index] = new Node(from, left, right, answers, _nodes[left].Loops.With(_nodes[right].Loops), slot < _spatial);
        return index;
    }

    /// <summary>The border nearest the middle between chains whose steps at the slot differ.</summary>
    private int Boundary(int from, int to, int slot)
    {
        var middle = (from + to) / 2;
        for (var distance = 0; ; distance++)
        {
            if (IsBorder(middle - distance)) return middle - distance;
            if (IsBorder(middle + distance)) return middle + distance;
        }

        bool IsBorder(int i) => i > from && i < to && _keys[i - 1][slot] != _keys[i][slot];
    }

    private readonly record struct Node(int First, int Left, int Right, double[] Answers, ChainLoops Loops, bool IsMixed);
}
