using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Cli.Mapping;

/// <summary>Products and their mappings as outcomes.</summary>
internal static class ProductMaps
{
    /// <summary>One mapping and its cost.</summary>
    public static MapOperator Operator(TensorProblem problem, Architecture architecture, LoopNest nest, NestCost cost, LatencyAccount account) => new(
        problem.Name, ShapeOf(problem), problem.Repeats, account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles, cost.EnergyPicojoules, Bytes(DramBits(architecture, cost)))
    {
        Macs = cost.Macs,
        WeightBits = problem.Tensor(Operand.Weight).Bits,
        Nest = nest,
        NestText = NestText.Write(problem, architecture, nest),
        Cost = cost,
        BoundBy = cost.BoundBy,
    };

    /// <summary>One mapping and its cost with rows, banks and bursts of DRAM.</summary>
    public static MapOperator Operator(TensorProblem problem, Architecture architecture, LoopNest nest, DramNestCost cost, LatencyAccount account) =>
        Operator(problem, architecture, nest, cost.Cost, account) with { Dram = DramLayouts.Of(problem, architecture, cost, account) };

    /// <summary>Operators that follow each other, nothing fused.</summary>
    public static MapOutcome Outcome(string name, Architecture architecture, Objective objective, LatencyAccount account, IReadOnlyList<MapOperator> operators) => new()
    {
        Workload = name,
        Architecture = architecture.Name,
        Objective = objective.ToString().ToLowerInvariant(),
        LatencyAccount = account.ToString().ToLowerInvariant(),
        Multipliers = architecture.Multipliers,
        DramBitsPerCycle = BandwidthOf(architecture),
        ClockHertz = architecture.ClockHertz,
        Energies = MapEnergy.Of(architecture),
        Totals = new MapTotals(operators.Sum(o => o.Cycles * o.Repeats), operators.Sum(o => o.EnergyPicojoules * o.Repeats), operators.Sum(o => o.DramBytes * o.Repeats)),
        Operators = operators,
    };

    /// <summary>Bits a cycle through all ports of the outermost level; null when one of them is missing.</summary>
    public static double? BandwidthOf(Architecture architecture) => architecture.Levels[0].Ports is { Count: > 0 } ports ? ports.Sum(p => p.BitsPerCycle) : null;

    /// <summary>Bits to and from the off-chip memory: of the outermost level, or behind the place of resident tensors.</summary>
    private static long DramBits(Architecture architecture, NestCost cost)
    {
        var dram = architecture.Levels.Select((l, i) => (l.Kind, i)).Where(x => x.Kind == MemoryKind.Dram).Select(x => x.i).ToArray();
        return dram.Length == 0 ? cost.DramBits : dram.Sum(i => cost.Levels[i].ReadBits + cost.Levels[i].WrittenBits);
    }

    /// <summary>Whole bytes that hold so many bits.</summary>
    public static long Bytes(long bits) => (bits + 7) / 8;

    private static string ShapeOf(TensorProblem problem)
    {
        string[] names = [.. problem.Dimensions.Select(d => d.Name)];
        if (names is ["H", "M", "N", "K"])
        {
            var sizes = problem.Dimensions;
            return $"{(sizes[0].Size > 1 ? $"{sizes[0].Size} x " : "")}{sizes[1].Size} x {sizes[3].Size} x {sizes[2].Size}";
        }

        return string.Join(" ", problem.Dimensions.Select(d => $"{d.Name}={d.Size}"));
    }

    /// <summary>The best mappings of products, one after the other.</summary>
    /// <param name="work">The products.</param>
    /// <param name="hardware">What each is mapped to: one architecture, the constraints may differ.</param>
    /// <param name="request">What to make small, and how.</param>
    /// <param name="unmapped">Takes those that have no mapping.</param>
    /// <param name="cancellation">Ends the search.</param>
    public static MapOutcome Search(MapWork work, IReadOnlyList<Architecture> hardware, ProductMapRequest request, ICollection<TensorProblem> unmapped, CancellationToken cancellation)
    {
        var (objective, account, layouts, threads) = (request.Objective, request.Account, request.Layouts, request.Threads);
        var keep = layouts is null ? request.Top : Math.Max(request.Top, DramRanking.Candidates);
        MapperRequest[] requests = [.. work.Problems.Zip(hardware, (p, h) => new MapperRequest(p, h, objective) { Keep = keep, Account = account, Slack = request.Slack })];
        // One of the searches for the front is most often that for the best mapping, which is then made once.
        MapperRequest[] all = [.. requests, .. request.WithFront ? ParetoMaps.Requests(requests[0]) : []];
        var results = all.Zip(GraphMapper.Search(all, threads, cancellation), (request, result) => (Request: request, Result: result)).ToArray();
        foreach (var (one, _) in results.Take(requests.Length).Where(r => r.Result.Ranked.Count == 0)) unmapped.Add(one.Problem);
        var found = results.Take(requests.Length).Where(r => r.Result.Ranked.Count > 0).ToArray();
        MapOperator[][] ranked = [.. found.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Clamp(threads, 1, 64)).WithCancellation(cancellation).Select(r => layouts is null ? Ranked(r.Request, r.Result) : Ranked(r.Request, r.Result, layouts))];
        var outcome = Outcome(work.Name, hardware[0], objective, account, [.. ranked.Select(r => r[0])]) with { DramAccount = layouts is null ? "bandwidth" : "banks" };
        if (found.Length != 1) return outcome;
        var (single, best) = found[0];
        var bound = layouts is null ? best.Bound : DramRanking.Bound(single, best);
        return outcome with
        {
            Bound = new MapTotals((long)Math.Ceiling(bound.Cycles), bound.EnergyPicojoules, Bytes((long)Math.Ceiling(bound.DramBits))),
            Alternatives = [.. ranked[0].Take(request.Top)],
            ParetoFront = request.WithFront ? ParetoMaps.OfProduct(results)
                : layouts is null ? [.. best.ParetoFront.Select(r => new MapFrontPoint(account == LatencyAccount.Full ? r.Cost.LatencyCycles : r.Cost.SteadyCycles, r.Cost.EnergyPicojoules, Bytes(r.Cost.DramBits)))]
                : ParetoMaps.Front(ranked[0].Select(m => new MapFrontPoint(m.Cycles, m.EnergyPicojoules, m.DramBytes))),
        };
    }

    /// <summary>The mappings of a search, best first.</summary>
    private static MapOperator[] Ranked(MapperRequest request, MapperResult result)
    {
        MapOperator[] made = [.. result.Ranked.Select(r => Operator(request.Problem, request.Architecture, r.Nest, r.Cost, request.Account))];
        made[0] = made[0] with { IsOptimal = result.IsOptimal, Gap = result.Gap, IsThinned = result.IsThinned };
        return made;
    }

    /// <summary>The mappings of a search by what rows and bursts make of them, best first.</summary>
    private static MapOperator[] Ranked(MapperRequest request, MapperResult result, IReadOnlyList<DramLayoutKind> layouts)
    {
        var ranked = DramRanking.Rank(request, result, layouts);
        MapOperator[] made = [.. ranked.Select(r => Operator(request.Problem, request.Architecture, r.Nest, r.Cost, request.Account))];
        var gap = Math.Max(0, ranked[0].FigureFor(request) / DramRanking.Bound(request, result).Objective - 1);
        made[0] = made[0] with { IsOptimal = result.IsOptimal && gap == 0, Gap = gap, IsThinned = result.IsThinned };
        return made;
    }
}
