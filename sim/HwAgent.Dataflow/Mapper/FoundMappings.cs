using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.LoopNests;

namespace HwAgent.Dataflow.Mapper;

/// <summary>The best mappings of all phases of a search.</summary>
internal sealed class FoundMappings(MapperRequest request)
{
    /// <summary>Sums of energies in another order differ in their last digits.</summary>
    private const double Rounding = 1e-12;

    private readonly NestModel _model = new(request.Problem, request.Architecture);
    private readonly Dictionary<string, RankedMapping> _known = [];
    private List<FoundMapping> _best = [];
    private readonly List<FoundMapping> _front = [];

    /// <summary>What a further search must reach to add anything; null while there is room for more.</summary>
    public ObjectiveKey? Mark => _best.Count == request.Keep ? _best[^1].Key : null;

    /// <summary>The best mapping; null while there is none.</summary>
    public RankedMapping? First => _best.Count > 0 ? _best[0].Mapping : null;

    /// <summary>By dimension: the extent that the best mapping hands to the second level; null while there is none.</summary>
    public IReadOnlyList<long>? Best { get; private set; }

    private double FirstFigure => _best.Count == 0 ? double.PositiveInfinity : _best[0].Key.First;

    /// <summary>Takes mappings in.</summary>
    public void Add(IReadOnlyList<RankedMapping> mappings)
    {
        FoundMapping[] found = [.. mappings.Select(m => FoundMapping.Of(m, request))];
        foreach (var mapping in found) AddToFront(mapping.Figures, () => mapping);
        var before = _best.Count > 0 ? _best[0].Mapping : null;
        _best = [.. _best.Concat(found).DistinctBy(b => Name(b.Mapping.Nest)).Order().Take(request.Keep)];
        if (_best.Count > 0 && _best[0].Mapping != before) Best = OuterTile(_best[0].Mapping.Nest);
    }

    /// <summary>Takes the results of a phase in.</summary>
    public void Add(MappingSpace space, List<SearchNode> nodes, CostFront front)
    {
        foreach (var node in front.Nodes) AddToFront(node.Figures, () => FoundMapping.Of(Cost(space, node), request) with { Figures = node.Figures });
        Add([.. nodes.Select(n => Cost(space, n))]);
    }

    private void AddToFront(CostFigures figures, Func<FoundMapping> mapping)
    {
        if (_front.Any(f => CostFront.IsAsGood(f.Figures, figures))) return;
        _front.RemoveAll(f => CostFront.IsAsGood(figures, f.Figures));
        _front.Add(mapping());
    }

    /// <summary>Whether nothing in the space of the last phase is better in its first figure.</summary>
    public bool IsBest(SearchOutcome last) => last.IsProven && FirstFigure <= last.LeastLeft * (1 + Rounding);

    /// <summary>The result of the whole search.</summary>
    /// <param name="last">Of its last phase.</param>
    /// <param name="floor">Below which no figure of the last phase's space goes.</param>
    /// <param name="evaluated">Mappings costed in all phases.</param>
    /// <param name="considered">Costs and bounds computed in all phases.</param>
    /// <param name="space">The last space.</param>
    public MapperResult Result(SearchOutcome last, CostFigures floor, long evaluated, long considered, MappingSpace space)
    {
        var first = FirstFigure;
        var isBest = IsBest(last);
        var bound = Least(last);
        var front = _front.OrderBy(f => f.Figures.Cycles).ThenBy(f => f.Figures.EnergyPicojoules).Select(f => f.Mapping);
        return new MapperResult(
            [.. _best.Select(b => b.Mapping)],
            [.. front],
            isBest && !space.IsThinned,
            Below(floor, bound),
            Hope(last),
            evaluated,
            considered,
            space.Size) { IsThinned = space.IsThinned };
    }

    /// <summary>The most that a mapping of the space may be better in the first figure, as a part of the least that it may be.</summary>
    public double Hope(SearchOutcome last) => FirstFigure / Least(last) - 1;

    private double Least(SearchOutcome last) =>
        IsBest(last) ? FirstFigure : Math.Min(FirstFigure, last.IsProven ? last.LeastLeft : Math.Min(last.Bound.First, last.LeastLeft));

    /// <summary>Local searches find mappings outside of the space, too.</summary>
    private LowerBound Below(CostFigures floor, double objective)
    {
        foreach (var found in _front) floor = new CostFigures(Math.Min(floor.Cycles, found.Figures.Cycles), Math.Min(floor.EnergyPicojoules, found.Figures.EnergyPicojoules), Math.Min(floor.DramBits, found.Figures.DramBits));
        return new LowerBound(floor.Cycles, floor.EnergyPicojoules, floor.DramBits, objective);
    }

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
