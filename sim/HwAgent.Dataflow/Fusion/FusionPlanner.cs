using HwAgent.Dataflow.Mapper;

namespace HwAgent.Dataflow.Fusion;

/// <summary>Decides which operators of a transformer are executed together, and how: exact over groups of consecutive operators of a segment and their <see cref="GroupOptions"/>, with the mappings that it is given; <see cref="FusedSchedule.Floor"/> is what no other mappings go below.</summary>
public static class FusionPlanner
{
    /// <summary>The best schedule. The same request gives the same schedule.</summary>
    /// <exception cref="InvalidOperationException">An operator has no mapping to the hardware.</exception>
    /// <exception cref="ArgumentException">An objective that a schedule does not have; layouts for a memory without a geometry.</exception>
    public static FusedSchedule Plan(FusionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegative(request.Slack);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Threads, 1);
        var hardware = new FusionHardware(request.Architecture, request.Layouts is { } kinds ? new DramBanks(request.Architecture, kinds, request.Objective) : null);
        var costs = new ProductCosts(hardware, request.Mapper, request.Threads);
        var segments = new List<SegmentSchedule>();
        long considered = 0, evaluated = 0;
        foreach (var segment in request.Graph.Segments)
        {
            var order = new CostOrder(request.Objective);
            var search = new SegmentSearch(segment, request.Widths, hardware, costs, order, request.Slack);
            var single = search.Unfused();
            var best = request.IsFused ? search.Best() : single;
            var unfused = GroupCandidate.Sum(Agreed(single));
            if (request.Refine is { } refine) best = search.Refined(best, refine);
            var groups = Agreed(best).Select(c => Describe(c, request.Widths, hardware, costs)).ToList();
            considered += search.Considered;
            evaluated += search.Evaluated;
            var totals = groups.Aggregate(ScheduleTotals.None, (sum, g) => sum + g.Totals);
            var bound = ScheduleBound.Of(segment, hardware);
            segments.Add(new SegmentSchedule(segment.Name, segment.Layers, groups, totals, request.IsFused ? unfused : totals, bound, Timelines.Of(segment, groups, hardware))
            {
                Floor = bound with { Cycles = Math.Max(bound.Cycles, search.FloorCycles), EnergyPicojoules = Math.Max(bound.EnergyPicojoules, search.FloorPicojoules) },
            });

            IReadOnlyList<GroupCandidate> Agreed(IReadOnlyList<GroupCandidate> path) => LayoutAgreement.Of(segment, request.Widths, hardware, costs, order, path);
        }

        return new FusedSchedule(request.Graph.Name, request.Graph.Phase, request.Architecture.Name, request.Objective, segments)
        {
            Slack = request.Slack,
            OptionsConsidered = considered,
            OptionsEvaluated = evaluated,
            ProductsMapped = costs.Mapped,
        };
    }

    private static FusedGroup Describe(GroupCandidate candidate, WidthMap widths, FusionHardware hardware, ProductCosts costs)
    {
        var (shape, option, cost) = (candidate.Shape, candidate.Option, candidate.Cost);
        var segment = shape.Segment;
        var plan = GroupPlanner.Plan(shape, option, widths, hardware.BufferBits)!;
        var attention = AttentionTiles.Of(shape, option);
        return new FusedGroup(
            [.. Enumerable.Range(shape.First, shape.Last - shape.First + 1).Select(o => segment.Operators[o].Name)],
            candidate.Totals,
            [.. plan.Executions.Select((e, i) => new FusedProduct(segment.Operators[e.Operator].Name, e.Problem, e.Count, e.Resident, e.ReservedBits, hardware.For(e.Resident, e.ReservedBits), costs.Mapping(e)!) { Dram = candidate.Dram is { } agreed ? agreed[i] : costs.Dram(e), Merged = [.. shape.Merged(e.Operator).Select(o => segment.Operators[o].Name)] })])
        {
            TileRows = option.TileRows,
            QueryRows = attention is null ? 0 : option.QueryRows,
            KeyColumns = attention is null ? 0 : Math.Min(option.KeyColumns, attention.Keys),
            Scores = attention?.Scores ?? 0,
            IsOnlineSoftmax = attention?.IsOnline ?? false,
            KeepsShared = option.KeepShared,
            KeepsWeights = option.KeepWeights,
            KeepsKeys = option.KeepKeys,
            ReservedBits = plan.ReservedBits,
            ArrayCycles = cost.ArrayCycles,
            VectorCycles = cost.VectorCycles,
            MemoryCycles = cost.MemoryCycles,
        };
    }
}
