namespace HwAgent.Dataflow.Mapper;

/// <summary>The mappings of which none is at least as good as another in cycles, energy and DRAM bits; of equal ones the first.</summary>
internal sealed class CostFront
{
    private readonly List<SearchNode> _nodes = [];

    /// <summary>By rising cycles, then energy, then DRAM bits.</summary>
    public IEnumerable<SearchNode> Nodes => _nodes.OrderBy(n => n.Figures.Cycles).ThenBy(n => n.Figures.EnergyPicojoules).ThenBy(n => n.Figures.DramBits);

    /// <summary>Takes a costed mapping in, unless one of the front is as good in everything.</summary>
    public void Add(SearchNode node)
    {
        foreach (var other in _nodes)
        {
            if (IsAsGood(other.Figures, node.Figures)) return;
        }

        _nodes.RemoveAll(other => IsAsGood(node.Figures, other.Figures));
        _nodes.Add(node);
    }

    /// <summary>Whether no figure of the first is larger.</summary>
    public static bool IsAsGood(in CostFigures a, in CostFigures b) => a.Cycles <= b.Cycles && a.EnergyPicojoules <= b.EnergyPicojoules && a.DramBits <= b.DramBits;
}
