using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// The last look at the arrays that were not chosen: each is bounded over all divisions of its memory and all mappings, and those that may hold something better
/// are searched, always those with the least bounds, each time it is an array's turn further than before. Deterministic: it stops after so many steps, and what is
/// left by then is a gap.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="threads">Threads; the result does not depend on them.</param>
internal sealed class SpaceProver(SearchContext context, ParallelOptions threads)
{
    /// <summary>Arrays searched before what they found is compared: fixed, so that the result does not depend on the threads.</summary>
    private const int Batch = 4;

    /// <summary>Sets of mappings bounded, all arrays together; some seconds.</summary>
    private const long MostConsidered = 10_000_000;

    /// <summary>Mappings walked, all arrays together; some seconds.</summary>
    private const long MostExact = 40_000;

    private static readonly DivisionEffort First = new(25, 4_000, new MappingEffort(100_000, 500, 5e-5));

    private readonly PriorityQueue<OpenArray, (double Bound, int Place)> _open = new();
    private ProvenDesign _best = null!;
    private double _floor = double.PositiveInfinity;

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
        // Where the area counts, what was proven of an array is its latency.
        if (!IsArea) Lower(_best.Array!.LowerBound);
        Glance([.. arrays.Where(a => MayBeBetter(a.Bound) && (IsArea || a.Array.Array != _best.Sketch.Parameters.Array))]);
        var better = IsArea ? [] : Search();
        if (_open.TryPeek(out _, out var left)) Lower(left.Bound);
        return (better, OptimalityProof.Of(IsArea ? "gate equivalents" : context.Minimised, Value, Math.Min(_floor, Value)));
    }

    /// <summary>Buffers add little to an area and are as small as they can be in its bound: nothing is searched for.</summary>
    private bool IsArea => context.Objective == Objective.Area;

    private double Value => context.Score(_best.Sketch.Figures).Objective;

    private void Lower(double bound) => _floor = Math.Min(_floor, bound);

    private bool MayBeBetter(in DesignFigures bound) => context.Limits.Violation(bound) == 0 && context.Score(bound).Objective < Value;

    /// <summary>Opens the arrays whose bounds leave something to be won.</summary>
    private void Glance((AcceleratorParameters Array, DesignFigures Bound)[] arrays)
    {
        var bounds = new double[arrays.Length];
        Parallel.For(0, arrays.Length, threads, i => bounds[i] = Glance(arrays[i].Array, arrays[i].Bound));
        for (var i = 0; i < arrays.Length; i++)
        {
            if (bounds[i] < Value) _open.Enqueue(new OpenArray(i, new DivisionProver(context, arrays[i].Array, context.RoomOf(arrays[i].Array)), bounds[i], First), (bounds[i], i));
        }
    }

    /// <summary>What none of the designs of an array goes below; infinite when none keeps the budget.</summary>
    private double Glance(AcceleratorParameters array, in DesignFigures bound)
    {
        var (room, limits) = (context.RoomOf(array), context.Limits);
        if (double.IsFinite(limits.Cycles) && DivisionSearch.Relax(context, array, Preference.Latency, room) > limits.Cycles) return double.PositiveInfinity;
        if (double.IsFinite(limits.EnergyPicojoules) && DivisionSearch.Relax(context, array, Preference.Energy, room) > limits.EnergyPicojoules) return double.PositiveInfinity;
        return IsArea ? bound.AreaGateEquivalents : new DivisionProver(context, array, room).Glance(Value);
    }

    /// <summary>Searches arrays until none may be better or enough was done, and returns the better designs on the way.</summary>
    private List<ProvenDesign> Search()
    {
        var better = new List<ProvenDesign>();
        while (Considered < MostConsidered && Exact < MostExact)
        {
            var batch = new List<OpenArray>();
            while (batch.Count < Batch && _open.TryPeek(out var array, out var key) && key.Bound < Math.Min(Value * (1 - First.Mapping.Tolerance), _floor))
            {
                batch.Add(array);
                _open.Dequeue();
            }

            if (batch.Count == 0) break;
            var found = new (DesignSketch? Sketch, double LowerBound)[batch.Count];
            Parallel.For(0, batch.Count, threads, i => found[i] = batch[i].Prover.Run(null, Value, batch[i].Effort));
            if (TakeIn(batch, found) is not { } sketch) continue;
            _best = new DesignProver(context, DesignProver.ManyWalks).Run(sketch);
            Lower(_best.Array!.LowerBound);
            better.Add(_best);
        }

        return better;
    }

    /// <summary>Puts arrays back that may still hold something better. The best of the designs on them, where it is better than what is known; its array is not put back.</summary>
    private DesignSketch? TakeIn(List<OpenArray> arrays, (DesignSketch? Sketch, double LowerBound)[] found)
    {
        var best = found.Select(f => f.Sketch).OfType<DesignSketch>().Where(s => context.Score(s.Figures) < context.Score(_best.Sketch.Figures)).MinBy(s => context.Score(s.Figures));
        for (var i = 0; i < arrays.Count; i++)
        {
            var array = arrays[i].Further(found[i].LowerBound);
            Considered += array.Prover.Considered - array.Considered;
            Exact += array.Prover.Exact - array.Exact;
            if (best is not null && found[i].Sketch == best) continue;
            // More of the same would not lead further.
            if (found[i].LowerBound <= arrays[i].Bound) Lower(array.Bound);
            else _open.Enqueue(array with { Considered = array.Prover.Considered, Exact = array.Prover.Exact }, (array.Bound, array.Place));
        }

        return best;
    }

    /// <summary>An array and what is known of it.</summary>
    private sealed record OpenArray(int Place, DivisionProver Prover, double Bound, DivisionEffort Effort, long Considered = 0, long Exact = 0)
    {
        /// <summary>Four times as far, the next time.</summary>
        public OpenArray Further(double bound) => this with { Bound = Math.Max(bound, Bound), Effort = Effort with { Nodes = 4 * Effort.Nodes, Walks = 4 * Effort.Walks } };
    }
}
