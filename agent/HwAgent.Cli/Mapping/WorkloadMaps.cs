using HwAgent.Agent.Reports.Mapping;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>Workloads and their fused schedules as outcomes.</summary>
internal static class WorkloadMaps
{
    /// <summary>The best schedule of a workload.</summary>
    /// <param name="workload">Its operators.</param>
    /// <param name="widths">Widths of its tensors.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="objective">What to make small.</param>
    /// <param name="isFused">Whether operators may be executed together.</param>
    /// <exception cref="InvalidOperationException">An operator has no mapping to the hardware.</exception>
    public static (MapOutcome Outcome, FusedSchedule Schedule) Search(Workload workload, WidthMap widths, Architecture architecture, Objective objective, bool isFused = true)
    {
        var graph = TransformerGraph.Of(workload, widths);
        var proofs = new Dictionary<LoopNest, MapperResult>(ReferenceEqualityComparer.Instance);
        var schedule = FusionPlanner.Plan(new FusionRequest(graph, widths, architecture, objective, (problem, hardware) =>
        {
            var result = GemmMapper.Search(new MapperRequest(problem, hardware, objective));
            if (result.Ranked.Count == 0) return null;
            proofs[result.Ranked[0].Nest] = result;
            return new ProductMapping(result.Ranked[0].Nest, result.Ranked[0].Cost);
        }) { IsFused = isFused });
        return (Outcome(graph, schedule, architecture, objective, proofs), schedule);
    }

    private static MapOutcome Outcome(TransformerGraph graph, FusedSchedule schedule, Architecture architecture, Objective objective, Dictionary<LoopNest, MapperResult> proofs)
    {
        var operators = new List<MapOperator>();
        var groups = new List<MapGroup>();
        foreach (var (segment, planned) in graph.Segments.Zip(schedule.Segments))
        {
            var kinds = segment.Operators.ToDictionary(o => o.Name);
            foreach (var group in planned.Groups)
            {
                groups.Add(new MapGroup(
                    group.Operators.Count == 1 ? group.Operators[0] : $"{group.Operators[0]} to {group.Operators[^1]}", group.Operators, planned.Layers, Totals(group.Totals),
                    group.TileRows == 0 ? null : group.TileRows, ProductMaps.Bytes(group.ReservedBits)));
                foreach (var name in group.Operators)
                {
                    var op = kinds[name];
                    if (op.Product is null) operators.Add(Vector(op, planned.Layers, groups.Count - 1, architecture));
                    else operators.AddRange(group.Products.Where(p => p.Operator == name).Select(p => Product(p, planned.Layers, groups.Count - 1, proofs)));
                }
            }
        }

        var longest = schedule.Segments.MaxBy(s => s.Layers * s.Totals.Cycles)!;
        return new MapOutcome
        {
            Workload = $"{schedule.Name}, {schedule.Phase}",
            Architecture = architecture.Name,
            Objective = objective.ToString().ToLowerInvariant(),
            LatencyAccount = "full",
            Multipliers = architecture.Multipliers,
            DramBitsPerCycle = ProductMaps.BandwidthOf(architecture),
            Totals = Totals(schedule.Totals),
            Unfused = Totals(schedule.Unfused),
            Bound = Totals(schedule.Bound),
            Operators = operators,
            Groups = groups,
            Timeline = [.. longest.Timeline.Select(s => new MapSpan(s.Unit, s.Name, s.StartCycle, s.EndCycle, s.BoundBy == "array" ? "compute" : s.BoundBy))],
        };
    }

    private static MapOperator Product(FusedProduct product, long layers, int group, Dictionary<LoopNest, MapperResult> proofs)
    {
        var (nest, cost) = (product.Mapping.Nest, product.Cost);
        var search = proofs[nest];
        return ProductMaps.Operator(product.Problem, product.Hardware, nest, cost, LatencyAccount.Full) with
        {
            Repeats = layers * product.Executions,
            Group = group,
            IsOptimal = search.IsOptimal,
            Gap = search.Gap,
        };
    }

    private static MapOperator Vector(GraphOperator op, long layers, int group, Architecture architecture)
    {
        var cycles = architecture.Vector is { } unit ? (op.VectorElements + unit.Lanes - 1) / unit.Lanes : 0;
        return new MapOperator(op.Name, $"{op.VectorElements:N0} element operations", layers, cycles, op.VectorElements * (architecture.Vector?.PicojoulesPerElement ?? 0), 0) { Group = group, BoundBy = "vector" };
    }

    private static MapTotals Totals(ScheduleTotals totals) => new(totals.Cycles, totals.EnergyPicojoules, ProductMaps.Bytes(totals.Traffic.Total));
}
