using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Fusion;

/// <summary>
/// The best division of a segment into groups of consecutive operators, by dynamic programming over the places to cut. Costs of groups are lower bounds at first;
/// where the best division has bounds, they are replaced by exact costs and the division is found anew, until all of it is exact. As no bound is above
/// the cost that it stands for, that division is the best of all, and most groups are never mapped.
/// </summary>
internal sealed class SegmentSearch
{
    /// <summary>Sums of energies in another order differ in their last digits.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Part of a segment's cycles or energy that a product is above its bound if other mappings of it are looked for.</summary>
    private const double WorthIt = 0.015;

    private readonly GraphSegment _segment;
    private readonly WidthMap _widths;
    private readonly FusionHardware _hardware;
    private readonly ProductCosts _costs;
    private readonly CostOrder _order;
    private readonly double _slack;
    private readonly GroupCandidates[,] _groups;

    public SegmentSearch(GraphSegment segment, WidthMap widths, FusionHardware hardware, ProductCosts costs, CostOrder order, double slack)
    {
        (_segment, _widths, _hardware, _costs, _order, _slack) = (segment, widths, hardware, costs, order, slack);
        var count = segment.Operators.Count;
        _groups = new GroupCandidates[count, count];
        for (var first = 0; first < count; first++)
        {
            for (var last = first; last < count; last++) _groups[first, last] = Candidates(first, last);
        }

        FloorCycles = Least(Objective.Latency).Sum(c => c.Totals.Cycles);
        FloorPicojoules = Least(Objective.Energy).Sum(c => c.Totals.EnergyPicojoules) * (1 - Rounding);
    }

    /// <summary>Below which no division goes in cycles, whatever the mappings of its products.</summary>
    public long FloorCycles { get; }

    /// <summary>Below which no division goes in energy, whatever the mappings of its products.</summary>
    public double FloorPicojoules { get; }

    /// <summary>Groups times options.</summary>
    public long Considered { get; private set; }

    /// <summary>Options whose exact cost was found.</summary>
    public long Evaluated { get; private set; }

    /// <summary>The best division.</summary>
    /// <exception cref="InvalidOperationException">An operator has no mapping.</exception>
    public IReadOnlyList<GroupCandidate> Best() => Search((first, last) => _groups[first, last]);

    /// <summary>The best way to execute each operator alone.</summary>
    /// <exception cref="InvalidOperationException">An operator has no mapping.</exception>
    public IReadOnlyList<GroupCandidate> Unfused() => Search((first, last) => first == last ? _groups[first, last] : GroupCandidates.None);

    /// <summary>The best division with better mappings of the products that could gain by it what counts, as far as they make it better.</summary>
    /// <param name="path">The best division.</param>
    /// <param name="refine">Looks for a better mapping of a product.</param>
    public IReadOnlyList<GroupCandidate> Refined(IReadOnlyList<GroupCandidate> path, Func<TensorProblem, Architecture, ProductMapping, ProductMapping> refine)
    {
        var best = path;
        var totals = GroupCandidate.Sum(path);
        var order = _slack > 0 ? _order.Within(totals.Figures, 0) : _order;
        _costs.Refine(path.SelectMany(c => GroupPlanner.Plan(c.Shape, c.Option, _widths, _hardware.BufferBits)!.Executions).Where(e => IsWorthIt(e, totals)).ToList(), refine, IsBetter);
        return best;

        bool IsBetter()
        {
            var changed = new List<GroupCandidate>();
            foreach (var c in path)
            {
                if (Exact(c.Shape, c.Option) is not { } cost) return false;
                changed.Add(new GroupCandidate(c.Shape, c.Option, cost, isExact: true));
            }

            if (!order.IsBetter(GroupCandidate.Sum(changed).Figures, GroupCandidate.Sum(best).Figures)) return false;
            best = changed;
            return true;
        }
    }

    private bool IsWorthIt(in ProductExecution execution, ScheduleTotals totals)
    {
        var (exact, bound) = (_costs.Exact(execution)!, _costs.Bound(execution));
        var cycles = execution.Count * (exact.SteadyCycles - bound.SteadyCycles);
        var picojoules = execution.Count * (Picojoules(exact) - Picojoules(bound));
        return cycles > WorthIt * totals.Cycles || picojoules > WorthIt * totals.EnergyPicojoules;

        double Picojoules(ProductCost cost) => cost.OnChipPicojoules + (_hardware.Banks is null ? _hardware.DramPicojoules(cost.Traffic.Reads, cost.Traffic.OutputWrites) : cost.Work.Picojoules);
    }

    /// <summary>The exact cost of one option, and null when a product has no mapping.</summary>
    public GroupCost? Exact(GroupShape shape, GroupOption option)
    {
        Evaluated++;
        if (GroupPlanner.Plan(shape, option, _widths, _hardware.BufferBits) is not { } plan) return null;
        var costs = new List<ProductCost>();
        foreach (var execution in plan.Executions)
        {
            if (_costs.Exact(execution) is not { } cost) return null;
            costs.Add(cost);
        }

        return GroupCost.Of(plan, costs, _segment, _hardware);
    }

    /// <summary>The best division as long as all costs are bounds; none if nothing fits.</summary>
    private List<GroupCandidate> Least(Objective objective) => Divide((first, last) => _groups[first, last], new CostOrder(objective)) ?? [];

    private GroupCandidates Candidates(int first, int last)
    {
        var shape = new GroupShape(_segment, first, last);
        // Outside of blocks operators are strung up by order alone: only what streams is known to belong together.
        if (!_segment.IsBlock && Enumerable.Range(first + 1, last - first).Any(o => shape.Role(o) != GroupRole.Streamed)) return GroupCandidates.None;
        var found = new List<GroupCandidate>();
        foreach (var option in GroupOptions.Of(shape))
        {
            if (GroupPlanner.Plan(shape, option, _widths, _hardware.BufferBits) is not { } plan) continue;
            Considered++;
            found.Add(new GroupCandidate(shape, option, GroupCost.Of(plan, [.. plan.Executions.Select(e => _costs.Bound(e))], _segment, _hardware), isExact: false));
        }

        return new GroupCandidates(found);
    }

    private List<GroupCandidate> Search(Func<int, int, GroupCandidates> groups)
    {
        var best = Search(groups, _order);
        return _slack > 0 ? Search(groups, _order.Within(GroupCandidate.Sum(best).Figures, _slack)) : best;
    }

    private List<GroupCandidate> Search(Func<int, int, GroupCandidates> groups, CostOrder order)
    {
        while (true)
        {
            var path = Divide(groups, order) ?? throw new InvalidOperationException($"No mapping of {_segment.Name} fits the hardware: its buffers hold not even the smallest tiles of one operator.");
            GroupCandidates[] inexact = [.. path.Where(c => !c.IsExact).Select(c => groups(c.Shape.First, c.Shape.Last))];
            if (inexact.Length == 0) return path;
            Prepare(inexact.SelectMany(g => g.Front(order)));
            foreach (var group in inexact) Refine(group, order);
        }
    }

    /// <summary>Costs a group's ways exactly until no bound is among the best: the others of them would be asked for next, and each division costs more than that.</summary>
    private void Refine(GroupCandidates group, CostOrder order)
    {
        while (true)
        {
            GroupCandidate[] bounds = [.. group.Front(order).Where(c => !c.IsExact)];
            if (bounds.Length == 0) return;
            Prepare(bounds);
            foreach (var candidate in bounds) group.Replace(candidate, Exact(candidate.Shape, candidate.Option));
        }
    }

    private void Prepare(IEnumerable<GroupCandidate> candidates) =>
        _costs.Prepare(candidates.Where(c => !c.IsExact).SelectMany(c => GroupPlanner.Plan(c.Shape, c.Option, _widths, _hardware.BufferBits)?.Executions ?? []));

    /// <summary>The best chain of groups by what is known of them; null when there is none.</summary>
    private List<GroupCandidate>? Divide(Func<int, int, GroupCandidates> groups, CostOrder order)
    {
        var count = _segment.Operators.Count;
        var rest = order.Limit is null ? null : Rest(groups, order);
        var labels = new List<GroupLabel>[count + 1];
        labels[0] = [GroupLabel.Start];
        for (var end = 1; end <= count; end++)
        {
            var found = new List<GroupLabel>();
            for (var start = 0; start < end; start++)
            {
                foreach (var candidate in groups(start, end - 1).Front(order))
                {
                    foreach (var label in labels[start])
                    {
                        var next = label.Then(candidate);
                        if (rest is null || order.First(next.Totals.Figures) + rest[end] <= order.Limit * (1 + Rounding)) found.Add(next);
                    }
                }
            }

            labels[end] = order.Keep(found, l => l.Totals.Figures);
        }

        return labels[count].Count == 0 ? null : order.Best(labels[count], l => l.Totals.Figures).Path();
    }

    /// <summary>Behind each place the least of the figure that has a limit.</summary>
    private double[] Rest(Func<int, int, GroupCandidates> groups, CostOrder order)
    {
        var count = _segment.Operators.Count;
        var rest = new double[count + 1];
        for (var start = count - 1; start >= 0; start--)
        {
            rest[start] = double.PositiveInfinity;
            for (var end = start + 1; end <= count; end++)
            {
                foreach (var candidate in groups(start, end - 1).Front(order)) rest[start] = Math.Min(rest[start], order.First(candidate.Totals.Figures) + rest[end]);
            }
        }

        return rest;
    }
}
