using HwAgent.Agent.Reports.Mapping;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>Workloads and their fused schedules as outcomes.</summary>
internal static class WorkloadMaps
{
    /// <summary>Costs and bounds that one product may take where planning has to search: hundreds of products are mapped for a plan.</summary>
    private const long PlanningEvaluations = 2_000;

    /// <summary>The best schedule of a workload.</summary>
    /// <param name="workload">Its operators.</param>
    /// <param name="widths">Widths of its tensors.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="request">What to make small, and how.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="InvalidOperationException">An operator has no mapping to the hardware.</exception>
    public static MapOutcome Search(Workload workload, WidthMap widths, Architecture architecture, WorkloadMapRequest request, CancellationToken cancellation)
    {
        var graph = TransformerGraph.Of(workload, widths);
        var mapper = new TilingMapper(request.Objective, request.Slack, Searched);
        var schedule = FusionPlanner.Plan(new FusionRequest(graph, widths, architecture, request.Objective, Mapped) { IsFused = request.IsFused, Slack = request.Slack, Threads = Math.Max(1, request.Threads), Layouts = request.Layouts });
        return Outcome(graph, schedule, architecture, request, request.IsProven ? Prove(schedule, request, cancellation) : []);

        ProductMapping? Mapped(TensorProblem problem, Architecture hardware)
        {
            cancellation.ThrowIfCancellationRequested();
            return mapper.Map(problem, hardware);
        }

        ProductMapping? Searched(TensorProblem problem, Architecture hardware)
        {
            var found = GemmMapper.Search(new MapperRequest(problem, hardware, request.Objective) { Slack = request.Slack, MostEvaluations = PlanningEvaluations }, cancellation).Ranked;
            return found.Count == 0 ? null : new ProductMapping(found[0].Nest, found[0].Cost);
        }
    }

    /// <summary>Searches for each distinct product of the schedule, to know how far its mapping can be from the best.</summary>
    private static Dictionary<FusedProduct, MapperResult> Prove(FusedSchedule schedule, WorkloadMapRequest request, CancellationToken cancellation)
    {
        FusedProduct[] products = [.. schedule.Segments.SelectMany(s => s.Groups).SelectMany(g => g.Products)];
        var results = new MapperResult[products.Length];
        var done = 0;
        request.Proven?.Invoke(done, products.Length);
        Parallel.For(0, products.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, request.Threads), CancellationToken = cancellation }, i =>
        {
            results[i] = GemmMapper.Search(new MapperRequest(products[i].Problem, products[i].Hardware, request.Objective), cancellation);
            request.Proven?.Invoke(Interlocked.Increment(ref done), products.Length);
        });
        return products.Zip(results).ToDictionary(x => x.First, x => x.Second);
    }

    private static MapOutcome Outcome(TransformerGraph graph, FusedSchedule schedule, Architecture architecture, WorkloadMapRequest request, Dictionary<FusedProduct, MapperResult> proofs)
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
                    if (op.Product is null) operators.Add(Vector(op, group.VectorElementsOf(op), planned.Layers, groups.Count - 1, architecture));
                    else operators.AddRange(group.Products.Where(p => p.Operator == name).Select(p => Product(p, planned.Layers, groups.Count - 1, request.Objective, proofs)));
                }
            }
        }

        var longest = schedule.Segments.MaxBy(s => s.Layers * s.Totals.Cycles)!;
        return new MapOutcome
        {
            Workload = $"{schedule.Name}, {schedule.Phase}",
            Architecture = architecture.Name,
            Objective = request.Objective.ToString().ToLowerInvariant(),
            LatencyAccount = "full",
            DramAccount = request.Layouts is null ? "bandwidth" : "banks",
            Multipliers = architecture.Multipliers,
            HasVectorUnit = architecture.Vector is not null,
            ClockHertz = architecture.ClockHertz,
            Energies = MapEnergy.Of(architecture),
            DramBitsPerCycle = ProductMaps.BandwidthOf(architecture),
            Totals = Totals(schedule.Totals),
            Unfused = Totals(schedule.Unfused),
            Bound = Totals(schedule.Bound),
            Operators = operators,
            Groups = groups,
            Timeline = [.. longest.Timeline.Select(s => new MapSpan(s.Unit, s.Name, s.StartCycle, s.EndCycle, s.BoundBy == "array" ? "compute" : s.BoundBy))],
        };
    }

    private static MapOperator Product(FusedProduct product, long layers, int group, Objective objective, Dictionary<FusedProduct, MapperResult> proofs)
    {
        var made = ProductMaps.Operator(product.Problem, product.Hardware, product.Mapping.Nest, product.Cost, LatencyAccount.Full) with { Repeats = layers * product.Executions, Group = group, Dram = product.Dram is { } dram ? DramLayouts.Of(product.Problem, product.Hardware, dram, LatencyAccount.Full, product.DramLevel) : null };
        if (!proofs.TryGetValue(product, out var proof)) return made;
        // The search proves its own best; this mapping may be as good.
        var gap = Math.Max(0, Figure(product.Mapping.Cost, objective) / (proof.IsOptimal ? Figure(proof.Ranked[0].Cost, objective) : proof.Bound.Objective) - 1);
        return made with { IsOptimal = proof.IsOptimal && gap == 0, Gap = gap, IsThinned = proof.IsThinned };
    }

    private static double Figure(NestCost cost, Objective objective) => objective switch
    {
        Objective.Latency => cost.LatencyCycles,
        Objective.Energy => cost.EnergyPicojoules,
        _ => cost.LatencyCycles * cost.EnergyPicojoules,
    };

    private static MapOperator Vector(GraphOperator op, long elements, long layers, int group, Architecture architecture)
    {
        var cycles = architecture.Vector is { } unit ? (elements + unit.Lanes - 1) / unit.Lanes : 0;
        return new MapOperator(op.Name, $"{elements:N0} element operations", layers, cycles, elements * (architecture.Vector?.PicojoulesPerElement ?? 0), 0) { Group = group, BoundBy = "vector" };
    }

    private static MapTotals Totals(ScheduleTotals totals) => new(totals.Cycles, totals.EnergyPicojoules, ProductMaps.Bytes(totals.Traffic.Total));
}
