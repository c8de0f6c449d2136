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
    /// <summary>Sums that the bound of all levels together may take, of some 20 ns each; it tells fewer extents apart until it does.</summary>
    private const double MostWork = 1.6e7;

    /// <summary>Of these sums take as long as one cost.</summary>
    private const int SumsOfACost = 100;

    /// <summary>Costs and bounds computed.</summary>
    public long Considered { get; private set; }

    /// <summary>Gives every skeleton of the space its floors.</summary>
    /// <param name="allowance">Costs and bounds to compute for one floor at most; a floor that is not done is lower.</param>
    public void Set(long allowance)
    {
        for (var level = 1; level <= request.Architecture.Levels.Count; level++)
        {
            MappingSpace? part = null;
            foreach (var group in space.Skeletons.GroupBy(s => string.Join(' ', s.Skeleton.Outside(level))))
            {
                var skeleton = group.First().Skeleton;
                if (level < skeleton.Keeps.Length && skeleton.Keeps[level] == OperandSet.None) continue;
                part ??= space.Part(level);
                var picojoules = request.Objective == Objective.Latency ? 0 : Least(part, Objective.Energy, Matches);
                var cycles = request.Objective == Objective.Energy ? 0 : Least(part, Objective.Latency, Matches);
                foreach (var cost in group)
                {
                    cost.Floors[level] = picojoules;
                    // Infinite energy: nothing that keeps this fits.
                    cost.LeastCycles = double.IsPositiveInfinity(picojoules) ? picojoules : Math.Max(cost.LeastCycles, cycles);
                }

                bool Matches(NestSkeleton other) => other.Keeps.SequenceEqual(skeleton.Outside(level));
            }
        }

        if (request.Objective != Objective.Latency) SetJoint();

        double Least(MappingSpace part, Objective objective, Func<NestSkeleton, bool> only)
        {
            var search = new BranchAndBound(new MapperRequest(request.Problem, request.Architecture, objective) { Account = LatencyAccount.Steady }, part, null, allowance, only);
            var outcome = search.Run(cancellation);
            Considered += search.Considered;
            return outcome.Bound.First;
        }
    }

    /// <summary>Gives the skeletons the bound of all levels together.</summary>
    private void SetJoint()
    {
        var groups = space.Skeletons.GroupBy(s => string.Join(' ', s.Skeleton.Keeps)).ToArray();
        foreach (var cells in (ReadOnlySpan<int>)[24, 12, 6])
        {
            if (space.Joint(cells) is not { } joint) return;
            if (joint.Work * groups.Length > MostWork) continue;
            foreach (var group in groups)
            {
                cancellation.ThrowIfCancellationRequested();
                var least = joint.Picojoules(group.First().Skeleton.Keeps, group.First().Floors);
                foreach (var cost in group) cost.Floor = least;
            }

            Considered += (long)(joint.Work * groups.Length / SumsOfACost);
            return;
        }
    }
}
