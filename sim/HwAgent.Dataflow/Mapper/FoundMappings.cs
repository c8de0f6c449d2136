using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>The best mappings of all phases of a search.</summary>
internal sealed class FoundMappings(MapperRequest request)
{
    private readonly NestModel _model = new(request.Problem, request.Architecture);
    private readonly Dictionary<string, RankedMapping> _known = [];
    private List<(ObjectiveKey Key, RankedMapping Mapping)> _best = [];
    private readonly List<(CostFigures Figures, RankedMapping Mapping)> _front = [];

    /// <summary>What a further search must reach to add anything; null while there is room for more.</summary>
    public ObjectiveKey? Mark => _best.Count == request.Keep ? _best[^1].Key : null;

    /// <summary>By dimension: the extent that the best mapping hands to the second level; null while there is none.</summary>
    public IReadOnlyList<long>? Best { get; private set; }

    /// <summary>Takes mappings in.</summary>
    public void Add(IEnumerable<RankedMapping> mappings)
    {
        var before = _best.Count > 0 ? _best[0].Mapping : null;
        _best = [.. _best.Concat(mappings.Select(m => (ObjectiveKey.Of(request.Objective, Figures(m), request.Enough), m))).DistinctBy(b => Name(b.Item2.Nest)).OrderBy(b => b.Item1).Take(request.Keep)];
        if (_best.Count > 0 && _best[0].Mapping != before) Best = OuterTile(_best[0].Mapping.Nest);
    }

    /// <summary>Takes the results of a phase in.</summary>
    public void Add(MappingSpace space, List<SearchNode> nodes, CostFront front)
    {
        Add(nodes.Select(n => Cost(space, n)));
        foreach (var node in front.Nodes)
        {
            if (_front.Any(f => CostFront.IsAsGood(f.Figures, node.Figures))) continue;
            _front.RemoveAll(f => CostFront.IsAsGood(node.Figures, f.Figures));
            _front.Add((node.Figures, Cost(space, node)));
        }
    }

    /// <summary>The result of the whole search.</summary>
    /// <param name="last">Of its last phase.</param>
    /// <param name="floor">Below which no figure of the last phase's space goes.</param>
    /// <param name="evaluated">Mappings costed in all phases.</param>
    /// <param name="considered">Costs and bounds computed in all phases.</param>
    /// <param name="size">Mappings in the last space.</param>
    public MapperResult Result(SearchOutcome last, CostFigures floor, long evaluated, long considered, double size)
    {
        var first = _best.Count == 0 ? double.PositiveInfinity : _best[0].Key.First;
        var bound = last.IsProven ? first : Math.Min(first, last.Bound.First);
        var front = _front.OrderBy(f => f.Figures.Cycles).ThenBy(f => f.Figures.EnergyPicojoules).Select(f => f.Mapping);
        return new MapperResult(
            [.. _best.Select(b => b.Mapping)],
            [.. front],
            last.IsProven,
            new LowerBound(floor.Cycles, floor.EnergyPicojoules, floor.DramBits, bound),
            last.IsProven ? 0 : first / bound - 1,
            evaluated,
            considered,
            size);
    }

    private CostFigures Figures(RankedMapping mapping) => new(
        request.Account == LatencyAccount.Full ? mapping.Cost.LatencyCycles : mapping.Cost.SteadyCycles,
        mapping.Cost.EnergyPicojoules,
        mapping.Cost.DramBits);

    private RankedMapping Cost(MappingSpace space, SearchNode node)
    {
        var nest = space.Nest(node.Skeleton, node.Nodes);
        var name = Name(nest);
        return _known.TryGetValue(name, out var known) ? known : _known[name] = new RankedMapping(nest, _model.Evaluate(nest));
    }

    private static string Name(LoopNest nest) => string.Join('|', nest.Levels.Select(l => $"{l.Keeps} {string.Join(',', l.Temporal)} {string.Join(',', l.Spatial)}"));

    private long[] OuterTile(LoopNest nest)
    {
        long[] extents = [.. request.Problem.Dimensions.Select(d => d.Size)];
        foreach (var loop in nest.Levels[0].Temporal) extents[loop.Dimension] = loop.Step;
        return extents;
    }
}
