using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Orders the mappings that a search has found by what they cost when rows, banks and bursts of the DRAM count. The search itself goes by bandwidth and bits,
/// which no mapping goes below; so its lower bound holds for these costs, too.
/// </summary>
public static class DramRanking
{
    /// <summary>Mappings that a search should keep for it.</summary>
    public const int Candidates = 64;

    /// <summary>Every kind of layout.</summary>
    public static IReadOnlyList<DramLayoutKind> AllKinds { get; } = Enum.GetValues<DramLayoutKind>();

    /// <summary>Mappings of a search and of its Pareto front, best first; of equal ones those that the search has first.</summary>
    /// <param name="request">Whose outermost level has a geometry.</param>
    /// <param name="found">What the search found for it.</param>
    /// <param name="kinds">Layouts to choose from for each mapping and tensor.</param>
    /// <exception cref="ArgumentException">The outermost level has no geometry.</exception>
    public static IReadOnlyList<DramMapping> Rank(MapperRequest request, MapperResult found, IReadOnlyList<DramLayoutKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(found);
        var model = new DramNestModel(request.Problem, request.Architecture);
        var nests = found.Ranked.Concat(found.ParetoFront).Select(r => r.Nest).DistinctBy(n => NestText.Write(request.Problem, request.Architecture, n));
        DramMapping[] costed = [.. nests.Select(n => new DramMapping(n, model.Best(n, kinds, KeyOf(request.Objective))))];
        var enough = request.Slack > 0 && request.Objective != Objective.Edp && costed.Length > 0 ? costed.Min(m => Key(request, m).First) * (1 + request.Slack) : 0;
        return [.. costed.OrderBy(m => Key(request, m, enough))];
    }

    /// <summary>The cost of one mapping with the layouts that suit it best.</summary>
    /// <exception cref="ArgumentException">The outermost level has no geometry.</exception>
    public static DramNestCost Cost(TensorProblem problem, Architecture architecture, LoopNest nest, Objective objective, IReadOnlyList<DramLayoutKind> kinds) =>
        new DramNestModel(problem, architecture).Best(nest, kinds, KeyOf(objective));

    /// <summary>By how much the first mapping's figure is above the search's lower bound, at most: that bound knows nothing of rows.</summary>
    public static double Gap(MapperRequest request, MapperResult found, DramMapping first)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(first);
        return Math.Max(0, Key(request, first).First / found.Bound.Objective - 1);
    }

    private static ObjectiveKey Key(MapperRequest request, DramMapping mapping, double enough = 0)
    {
        var cost = mapping.Cost.Cost;
        return ObjectiveKey.Of(request.Objective, new CostFigures(request.Account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles, cost.EnergyPicojoules, cost.DramBits), enough);
    }

    /// <summary>The part of the memory in an objective.</summary>
    private static Func<DramCost, (double First, double Second)> KeyOf(Objective objective) => objective switch
    {
        Objective.Energy => d => (d.RowPicojoules + d.BurstPicojoules, Busy(d)),
        Objective.Latency => d => (Busy(d), d.RowPicojoules + d.BurstPicojoules),
        _ => d => (Busy(d) * (d.RowPicojoules + d.BurstPicojoules), Busy(d)),
    };

    private static double Busy(DramCost dram) => Math.Max(dram.BusCycles, dram.RowCycles);
}
