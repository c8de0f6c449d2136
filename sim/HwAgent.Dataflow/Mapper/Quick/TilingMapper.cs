using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>
/// A quick mapper for the many products that planning a fusion asks for. On architectures with one shared buffer and one array estimates of the traffic of every useful tile pick a few
/// mappings, on deeper ones <see cref="HierarchyMapper"/> does; <see cref="NestModel"/> costs them. It proves nothing; what it returns is valid and exactly costed.
/// </summary>
public sealed class TilingMapper
{
    private const int M = 1, N = 2, K = 3;

    /// <summary>Uses of the array that are considered, and the mappings that are costed exactly: the best tiles by their estimates.</summary>
    private const int MostTiles = 3, MostUses = 2;

    /// <summary>Costs and bounds that the search for one product may compute where this mapper has to ask it.</summary>
    private const long MostEvaluations = 20_000;

    /// <summary>Mappings that the walks to a better one may cost, and how many walks there are.</summary>
    private const int MostRefined = 600, MostWalks = 3;

    private static readonly int[][] Orders = [[M, N, K], [M, K, N], [N, M, K], [N, K, M], [K, M, N], [K, N, M]];

    private readonly Objective _objective;
    private readonly ProductMapper _otherwise;
    private readonly double _slack;

    private readonly HierarchyMapper _hierarchies;

    /// <param name="objective">What to make small.</param>
    /// <param name="slack">As <see cref="MapperRequest.Slack"/>.</param>
    /// <param name="otherwise">Maps what this mapper cannot: other architectures, constraints that rule its mappings out. Null: <see cref="GemmMapper"/>, with <see cref="MostEvaluations"/>.</param>
    public TilingMapper(Objective objective, double slack = 0, ProductMapper? otherwise = null) =>
        (_objective, _slack, _otherwise, _hierarchies) = (objective, slack, otherwise ?? Search, new HierarchyMapper(objective, slack));

    /// <summary>Whether an architecture is one that this mapper maps by itself: its levels and axes are not too many, and constraints leave it the sizes of tiles.</summary>
    public static bool Supports(Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        return TilingHardware.Of(architecture) is not null || HierarchyHardware.Of(architecture) is not null;
    }

    /// <summary>A good mapping of a product in the dimensions H, M, N, K, the first of size 1; otherwise what the other mapper finds.</summary>
    public ProductMapping? Map(TensorProblem problem, Architecture architecture)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(architecture);
        if (problem.Dimensions.Count != 4 || problem.Dimensions[0].Size != 1) return _otherwise(problem, architecture);
        var order = new CostOrder(_objective);
        IReadOnlyList<LoopNest> nests;
        // Where tensors that stay leave no room for the smallest tile, other groups are better than a search for a mapping that starves the array.
        var isSearched = architecture.Levels[0].Name != TilingHardware.ResidentLevel;
        if (TilingHardware.Of(architecture) is { } hardware)
        {
            nests = [.. BufferTiles.Best(problem, hardware, ArrayUses.Best(problem, hardware, MostUses), order, _slack, MostTiles).Select(t => Nest(problem, hardware, t))];
        }
        else if (HierarchyHardware.Of(architecture) is { } hierarchy)
        {
            (nests, isSearched) = (_hierarchies.Map(problem, hierarchy), false);
        }
        else
        {
            return _otherwise(problem, architecture);
        }

        var model = new NestModel(problem, architecture);
        var found = nests.Select(n => new ProductMapping(n, model.Evaluate(n))).ToList();
        while (found.Count > 0)
        {
            var best = order.Best(found, f => Figures(f.Cost));
            if (_slack > 0) best = order.Within(Figures(best.Cost), _slack).Best(found, f => Figures(f.Cost));
            // Only what would be returned is worth the checks.
            if (NestValidation.Validate(problem, architecture, best.Nest).Count == 0) return best;
            found.Remove(best);
        }

        return isSearched ? _otherwise(problem, architecture) : null;
    }

    /// <summary>
    /// A better mapping, found on walks from one that <see cref="Map"/> found and from others that are spread over the axes in another way, through those that it does not know: dimensions that share an
    /// axis, two loops of one at a level. The one given if there is none.
    /// </summary>
    public ProductMapping Refine(TensorProblem problem, Architecture architecture, ProductMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(mapping);
        var request = new MapperRequest(problem, architecture, _slack > 0 ? Objective.Edp : _objective);
        var model = new NestModel(problem, architecture);
        var from = new RankedMapping(mapping.Nest, mapping.Cost);
        var others = TilingHardware.Of(architecture) is null && HierarchyHardware.Of(architecture) is { } hierarchy ? _hierarchies.Map(problem, hierarchy) : [];
        RankedMapping[] starts = [from, .. others.Where(n => NestValidation.Validate(problem, architecture, n).Count == 0).Select(n => new RankedMapping(n, model.Evaluate(n)))];
        starts = [.. starts.DistinctBy(s => FreeWalks.Spread(s)).Take(MostWalks)];
        var best = from;
        for (var i = 0; i < starts.Length; i++)
        {
            var walk = new FreeWalk(request, model, FreeNest.Of(starts[i].Nest), (ulong)i, CancellationToken.None);
            walk.Run(MostRefined / starts.Length, FreeWalks.Falling);
            if (walk.Best is { } end && end.Key(request).CompareTo(best.Key(request)) < 0) best = end;
        }

        return ReferenceEquals(best, from) ? mapping : new ProductMapping(best.Nest, best.Cost);
    }

    /// <summary>The loop order behind <see cref="BufferTile.Order"/>.</summary>
    internal static ReadOnlySpan<int> OrderOf(int index) => Orders[index];

    private ProductMapping? Search(TensorProblem problem, Architecture architecture)
    {
        var found = GemmMapper.Search(new MapperRequest(problem, architecture, _objective) { MostEvaluations = MostEvaluations }).Ranked;
        return found.Count == 0 ? null : new ProductMapping(found[0].Nest, found[0].Cost);
    }

    private static CostFigures Figures(NestCost cost) => new(cost.LatencyCycles, cost.EnergyPicojoules, cost.DramBits);

    private static LoopNest Nest(TensorProblem problem, TilingHardware hardware, in BufferTile tile)
    {
        long[] lengths = [1, tile.M, tile.N, tile.K];
        var levels = new List<LevelNest>();
        if (hardware.Dram == 1) levels.Add(new LevelNest([], []));
        var loops = new List<TemporalLoop>();
        foreach (var d in Orders[tile.Order]) if (lengths[d] < problem.Dimensions[d].Size) loops.Add(new TemporalLoop(d, lengths[d]));
        levels.Add(new LevelNest(loops, [], hardware.Architecture.Levels[hardware.Dram].MayKeep));
        levels.AddRange(tile.Use.Nest(lengths, hardware.Sizes, hardware.BufferKeeps, hardware.RegisterKeeps));
        return new LoopNest(levels);
    }
}
