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

    /// <summary>The best mappings of products, one after the other; with <paramref name="layouts"/> to choose from, rows and bursts of DRAM say which are best.</summary>
    public static MapOutcome Search(MapWork work, Architecture architecture, Objective objective, LatencyAccount account, double slack, int top, int threads, IReadOnlyList<DramLayoutKind>? layouts, ICollection<TensorProblem> unmapped, CancellationToken cancellation)
    {
        var keep = layouts is null ? top : Math.Max(top, DramRanking.Candidates);
        MapperRequest[] requests = [.. work.Problems.Select(p => new MapperRequest(p, architecture, objective) { Keep = keep, Account = account, Slack = slack })];
        var results = requests.Zip(GraphMapper.Search(requests, threads, cancellation), (request, result) => (Request: request, Result: result)).ToArray();
        foreach (var (request, _) in results.Where(r => r.Result.Ranked.Count == 0)) unmapped.Add(request.Problem);
        var found = results.Where(r => r.Result.Ranked.Count > 0).ToArray();
        MapOperator[][] ranked = [.. found.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Clamp(threads, 1, 64)).WithCancellation(cancellation).Select(r => layouts is null ? Ranked(r.Request, r.Result) : Ranked(r.Request, r.Result, layouts))];
        var outcome = Outcome(work.Name, architecture, objective, account, [.. ranked.Select(r => r[0])]) with { DramAccount = layouts is null ? "bandwidth" : "banks" };
        if (found.Length != 1) return outcome;
        var (single, best) = found[0];
        var bound = layouts is null ? best.Bound : DramRanking.Bound(single, best);
        return outcome with
        {
            Bound = new MapTotals((long)Math.Ceiling(bound.Cycles), bound.EnergyPicojoules, Bytes((long)Math.Ceiling(bound.DramBits))),
            Alternatives = [.. ranked[0].Take(top)],
            ParetoFront = layouts is null
                ? [.. best.ParetoFront.Select(r => new MapFrontPoint(account == LatencyAccount.Full ? r.Cost.LatencyCycles : r.Cost.SteadyCycles, r.Cost.EnergyPicojoules, Bytes(r.Cost.DramBits)))]
                : ParetoMaps.Front(ranked[0].Select(m => new MapFrontPoint(m.Cycles, m.EnergyPicojoules, m.DramBytes))),
        };
    }

    /// <summary>The mappings of a search, best first.</summary>
    private static MapOperator[] Ranked(MapperRequest request, MapperResult result)
    {
        MapOperator[] made = [.. result.Ranked.Select(r => Operator(request.Problem, request.Architecture, r.Nest, r.Cost, request.Account))];
        made[0] = made[0] with { IsOptimal = result.IsOptimal, Gap = result.Gap };
        return made;
    }

    /// <summary>The mappings of a search by what rows and bursts make of them, best first.</summary>
    private static MapOperator[] Ranked(MapperRequest request, MapperResult result, IReadOnlyList<DramLayoutKind> layouts)
    {
        var ranked = DramRanking.Rank(request, result, layouts);
        MapOperator[] made = [.. ranked.Select(r => Operator(request.Problem, request.Architecture, r.Nest, r.Cost, request.Account))];
        var gap = Math.Max(0, ranked[0].FigureFor(request) / DramRanking.Bound(request, result).Objective - 1);
        made[0] = made[0] with { IsOptimal = result.IsOptimal && gap == 0, Gap = gap };
        return made;
    }
}
