using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The last look at the arrays that were not chosen: each is bounded over all divisions of its memory and all mappings, and those that may hold something better
/// are searched, the most promising first. Deterministic: it stops after so many steps, and what is left by then is a gap.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="threads">Threads; the result does not depend on them.</param>
internal sealed class SpaceProver(SearchContext context, ParallelOptions threads)
{
    /// <summary>Arrays searched before what they found is compared: fixed, so that the result does not depend on the threads.</summary>
    private const int Batch = 4;

    /// <summary>All arrays together; a few seconds.</summary>
    private const long MostWalks = 80_000;

    private static readonly DivisionEffort Array = new(50, 10_000, new MappingEffort(100_000, 500, 5e-5));

    private ProvenDesign _best = null!;
    private double _floor;

    /// <summary>Sets of mappings bounded on the way.</summary>
    public long Considered { get; private set; }

    /// <summary>Mappings walked on the way.</summary>
    public long Exact { get; private set; }

    /// <summary>Better designs that were found, and what no design on any array goes below; null where the best one misses a budget.</summary>
    /// <param name="arrays">All of them, each with what its designs cannot go below.</param>
    /// <param name="proven">Best first.</param>
    public (IReadOnlyList<ProvenDesign> Better, OptimalityProof? Proof) Run(IReadOnlyList<(AcceleratorParameters Array, DesignFigures Bound)> arrays, IReadOnlyList<ProvenDesign> proven)
    {
        if (proven.Count == 0 || context.Limits.Violation(proven[0].Sketch.Figures) > 0) return ([], null);
        _best = proven[0];
        _floor = double.PositiveInfinity;
        var better = new List<ProvenDesign>();
        // Where the area counts, what was proven of an array is its latency.
        ProvenDesign[] known = IsArea ? [] : [.. proven.Where(p => p.Array is not null)];
        foreach (var design in known) Lower(design.Array!.LowerBound);
        var open = Bounded([.. arrays.Where(a => MayBeBetter(a.Bound) && !known.Any(p => p.Sketch.Parameters.IsSameArray(a.Array)))]);
        var next = 0;
        while (!IsArea && next < open.Count && open[next].Bound < Value && Exact < MostWalks)
        {
            var batch = open.Skip(next).Take(Batch).Where(a => a.Bound < Value).ToArray();
            next += batch.Length;
            var found = Search(batch);
            if (found is null) continue;
            _best = new DesignProver(context, DesignProver.ManyWalks).Run(found);
            Lower(_best.Array!.LowerBound);
            better.Add(_best);
        }

        if (next < open.Count) Lower(open[next].Bound);
        return (better, OptimalityProof.Of(IsArea ? "gate equivalents" : context.Minimised, Value, Math.Min(_floor, Value)));
    }

    /// <summary>Buffers add little to an area and are as small as they can be in its bound: nothing is searched for.</summary>
    private bool IsArea => context.Objective == Objective.Area;

    private double Value => context.Score(_best.Sketch.Figures).Objective;

    private void Lower(double bound) => _floor = Math.Min(_floor, bound);

    private bool MayBeBetter(in DesignFigures bound) => context.Limits.Violation(bound) == 0 && context.Score(bound).Objective < Value;

    /// <summary>What none of the designs of an array goes below, least first; arrays without a design within the budget are left out.</summary>
    private List<(AcceleratorParameters Array, double Bound)> Bounded((AcceleratorParameters Array, DesignFigures Bound)[] arrays)
    {
        var bounds = new double[arrays.Length];
        Parallel.For(0, arrays.Length, threads, i => bounds[i] = Glance(arrays[i].Array, arrays[i].Bound));
        return [.. arrays.Zip(bounds, (a, b) => (a.Array, Bound: b)).Where(a => double.IsFinite(a.Bound)).OrderBy(a => a.Bound)];
    }

    private double Glance(AcceleratorParameters array, DesignFigures bound)
    {
        var room = context.RoomOf(array);
        var isTooSlow = double.IsFinite(context.Limits.Cycles) && DivisionSearch.Relax(context, array, Preference.Latency, room) > context.Limits.Cycles;
        var isTooHungry = !isTooSlow && double.IsFinite(context.Limits.EnergyPicojoules) && DivisionSearch.Relax(context, array, Preference.Energy, room) > context.Limits.EnergyPicojoules;
        if (isTooSlow || isTooHungry) return double.PositiveInfinity;
        return IsArea ? bound.AreaGateEquivalents : new DivisionProver(context, array, room, Array).Glance(Value);
    }

    /// <summary>The best of the designs that some arrays have, where it is better than what is known.</summary>
    private DesignSketch? Search((AcceleratorParameters Array, double Bound)[] arrays)
    {
        var provers = arrays.Select(a => new DivisionProver(context, a.Array, context.RoomOf(a.Array), Array)).ToArray();
        var outcomes = new (DesignSketch? Sketch, double LowerBound)[arrays.Length];
        Parallel.For(0, arrays.Length, threads, i => outcomes[i] = provers[i].Run(null, Value));
        foreach (var prover in provers)
        {
            Considered += prover.Considered;
            Exact += prover.Exact;
        }

        foreach (var (bound, outcome) in arrays.Zip(outcomes)) Lower(Math.Max(bound.Bound, outcome.LowerBound));
        return outcomes.Select(o => o.Sketch).OfType<DesignSketch>().Where(s => context.Score(s.Figures) < context.Score(_best.Sketch.Figures)).MinBy(s => context.Score(s.Figures));
    }
}
