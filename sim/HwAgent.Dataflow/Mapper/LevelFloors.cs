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
    /// <summary>Sums that the bounds of all levels together may take for each cost allowed for one floor, of some 12 ns each.</summary>
    private const double JointSums = 6_000;

    /// <summary>Twice as many where the bound, times this, is still below the best mapping: a search that splits sets of mappings would hardly raise it.</summary>
    private const double FarBelow = 1.25;

    /// <summary>Of these sums take as long as one cost.</summary>
    private const int SumsOfACost = 250;

    /// <summary>Extents and ways to spread dimensions that these bounds tell apart, coarse and quick first.</summary>
    private static readonly (int Cells, int Spreads)[] Finenesses = [(6, 500), (12, 2000), (24, 10_000), (36, 20_000), (54, 40_000)];

    /// <summary>Costs and bounds computed.</summary>
    public long Considered { get; private set; }

    /// <summary>Gives every skeleton of the space its floors.</summary>
    /// <param name="allowance">Costs and bounds to compute for one floor at most; a floor that is not done is lower.</param>
    /// <param name="mark">What a mapping must beat; null for nothing.</param>
    public void Set(long allowance, ObjectiveKey? mark = null)
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

        if (request.Objective != Objective.Latency) SetJoint(allowance * JointSums, mark?.First ?? double.PositiveInfinity);

        double Least(MappingSpace part, Objective objective, Func<NestSkeleton, bool> only)
        {
            var search = new BranchAndBound(new MapperRequest(request.Problem, request.Architecture, objective) { Account = LatencyAccount.Steady }, part, null, allowance, only);
            var outcome = search.Run(cancellation);
            Considered += search.Considered;
            return outcome.Bound.First;
        }
    }

    /// <summary>Gives the skeletons the bound of all levels together, again and again the one with the least bound a finer one.</summary>
    private void SetJoint(double most, double mark)
    {
        var groups = space.Skeletons.GroupBy(s => string.Join(' ', s.Skeleton.Keeps)).Select(g => (SkeletonCost[])[.. g]).ToArray();
        var fineness = new int[groups.Length];
        var joints = new JointFloor?[Finenesses.Length];
        var compute = request.Problem.Macs * request.Architecture.Compute.Picojoules(request.Problem.Tensor(Operand.Input).Bits, request.Problem.Tensor(Operand.Weight).Bits);
        var leastCycles = Math.Ceiling(request.Problem.Macs / (double)request.Architecture.Multipliers);
        var work = 0.0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var least = Enumerable.Range(0, groups.Length).MinBy(g => Figure(groups[g][0]));
            var (group, step) = (groups[least], fineness[least]++);
            if (Figure(group[0]) > mark || step == Finenesses.Length) break;
            if ((joints[step] ??= space.Joint(Finenesses[step].Cells, Finenesses[step].Spreads)) is not { } joint) break;
            var sums = joint.Work(group[0].Skeleton.Keeps);
            if (work + sums > (Figure(group[0]) * FarBelow < mark ? 2 * most : most)) break;
            work += sums;
            var enough = mark / Cycles(group[0]) - compute;
            var floor = joint.Picojoules(group[0].Skeleton.Keeps, group[0].Floors, enough);
            foreach (var cost in group) cost.Floor = Math.Max(cost.Floor, floor);
        }

        Considered += (long)(work / SumsOfACost);

        double Cycles(SkeletonCost cost) => request.Objective == Objective.Edp ? Math.Max(leastCycles, cost.LeastCycles) : 1;

        double Figure(SkeletonCost cost) => double.IsPositiveInfinity(cost.LeastCycles) ? double.PositiveInfinity : (compute + Math.Max(cost.Floor, cost.Floors.Sum())) * Cycles(cost);
    }
}
