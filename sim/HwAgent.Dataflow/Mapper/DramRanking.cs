using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// Orders the mappings that a search has found by what they cost when rows, banks and bursts of the DRAM count. The search itself goes by bandwidth and bits,
/// which no mapping goes below; so its lower bound holds for these costs, too, and <see cref="Bound"/> raises it.
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
        var enough = request.Slack > 0 && request.Objective != Objective.Edp && costed.Length > 0 ? costed.Min(m => m.FigureFor(request)) * (1 + request.Slack) : 0;
        return [.. costed.OrderBy(m => m.KeyFor(request, enough))];
    }

    /// <summary>The cost of one mapping with the layouts that suit it best.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">What it runs on.</param>
    /// <param name="nest">Valid for both.</param>
    /// <param name="objective">What of the memory's cost is to be small.</param>
    /// <param name="kinds">Layouts to choose from for each tensor.</param>
    /// <param name="level">Of the off-chip memory: the outermost, or the one behind it where some operands have a home on the chip.</param>
    /// <exception cref="ArgumentException">The off-chip memory has no geometry.</exception>
    public static DramNestCost Cost(TensorProblem problem, Architecture architecture, LoopNest nest, Objective objective, IReadOnlyList<DramLayoutKind> kinds, int level = 0) =>
        new DramNestModel(problem, architecture, level).Best(nest, kinds, KeyOf(objective));

    /// <summary>
    /// Below which no mapping of the search's space goes: the search's own bound, with what its least traffic and least time cost in the memory whatever the layout.
    /// </summary>
    /// <exception cref="ArgumentException">The outermost level has no geometry.</exception>
    public static LowerBound Bound(MapperRequest request, MapperResult found)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(found);
        var geometry = request.Architecture.Levels[0].Geometry ?? throw new ArgumentException($"{request.Architecture.Levels[0].Name} of {request.Architecture.Name} has no geometry", nameof(request));
        var plain = found.Bound;
        var ratio = request.Architecture.ClockHertz / geometry.ClockHertz;
        // All of its bursts are whole and come at the peak, and each row that is opened serves a whole row.
        var moved = plain.DramBits / (8.0 * geometry.BurstBytes) * geometry.BurstCycles / (1 - geometry.RefreshShare) * ratio;
        var cycles = Math.Max(plain.Cycles, moved);
        var memory = plain.DramBits / (8.0 * geometry.RowBytes) * geometry.ActivatePicojoules + cycles / ratio * geometry.BackgroundPicojoules;
        return plain with
        {
            Cycles = cycles,
            EnergyPicojoules = plain.EnergyPicojoules + memory,
            Objective = request.Objective switch
            {
                Objective.Latency => Math.Max(plain.Objective, cycles),
                Objective.Energy => plain.Objective + memory,
                _ => Math.Max(plain.Objective + cycles * memory, cycles * (plain.EnergyPicojoules + memory)),
            },
        };
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
