using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// What the transfers between a level and its parents cost at least in any mapping, each level for itself: the loops outside of it have their best steps and orders for it
/// alone, with the tiles in their rooms. Energy is the sum over the levels and each level's part is at least its least, so the sum of these is a bound; cycles are at least
/// those of the busiest ports. Without it, the best steps for one operand would go with the best for another, which no room holds together.
/// </summary>
internal sealed class LevelFloors(MapperRequest request, MappingSpace space, CancellationToken cancellation)
{
    private readonly Dictionary<long[], (double Picojoules, double Cycles)> _known = new(LongSequenceComparer.Instance);

    /// <summary>Costs and bounds computed.</summary>
    public long Considered { get; private set; }

    /// <summary>Gives every skeleton of the space its floors.</summary>
    /// <param name="allowance">Costs and bounds to compute for one floor at most; a floor that is not done is lower.</param>
    public void Set(long allowance)
    {
        foreach (var skeleton in space.Skeletons)
        {
            var keeps = skeleton.Skeleton.Keeps;
            for (var level = 1; level <= keeps.Length; level++)
            {
                if (level < keeps.Length && keeps[level] == OperandSet.None) continue;
                var (picojoules, cycles) = Of(keeps, level, allowance);
                skeleton.Floors[level] = picojoules;
                // Infinite energy: nothing that keeps this fits.
                skeleton.LeastCycles = double.IsPositiveInfinity(picojoules) ? picojoules : Math.Max(skeleton.LeastCycles, cycles);
            }
        }
    }

    private (double Picojoules, double Cycles) Of(OperandSet[] keeps, int level, long allowance)
    {
        long[] key = [level, .. keeps.Take(level + 1).Select(k => (long)k)];
        if (_known.TryGetValue(key, out var known)) return known;
        var part = space.Part(keeps, level);
        var picojoules = request.Objective == Objective.Latency ? 0 : Least(part, Objective.Energy, allowance);
        var cycles = request.Objective == Objective.Energy ? 0 : Least(part, Objective.Latency, allowance);
        return _known[key] = (picojoules, cycles);
    }

    private double Least(MappingSpace part, Objective objective, long allowance)
    {
        var search = new BranchAndBound(new MapperRequest(request.Problem, request.Architecture, objective) { Account = LatencyAccount.Steady }, part, null, allowance, descends: false);
        var outcome = search.Run(cancellation);
        Considered += search.Considered;
        return outcome.Bound.First;
    }
}
