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
        problem.Name, ShapeOf(problem), problem.Repeats, account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles, cost.EnergyPicojoules, Bytes(cost.DramBits))
    {
        Macs = cost.Macs,
        Nest = nest,
        NestText = NestText.Of(problem, architecture, nest),
        Cost = cost,
        BoundBy = cost.BoundBy,
    };

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
}
