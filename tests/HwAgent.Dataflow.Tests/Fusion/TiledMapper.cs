using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Fusion;

/// <summary>A small mapper for <see cref="FusionMachines"/>: off-chip tiles of powers of two in every order, weights in the array.</summary>
internal static class TiledMapper
{
    private const int M = 1, N = 2, K = 3;

    private static readonly int[][] Orders = [[M, N, K], [M, K, N], [N, M, K], [N, K, M], [K, M, N], [K, N, M]];

    public static ProductMapping? Map(TensorProblem problem, Architecture architecture)
    {
        var model = new NestModel(problem, architecture);
        ProductMapping? best = null;
        foreach (var m in Sizes(problem, M))
        {
            foreach (var n in Sizes(problem, N))
            {
                foreach (var k in Sizes(problem, K))
                {
                    foreach (var order in Orders)
                    {
                        var nest = Nest(problem, architecture, [1, m, n, k], order);
                        if (NestValidation.Validate(problem, architecture, nest).Count > 0) continue;
                        var cost = model.Evaluate(nest);
                        if (best is null || (cost.LatencyCycles, cost.EnergyPicojoules).CompareTo((best.Cost.LatencyCycles, best.Cost.EnergyPicojoules)) < 0) best = new ProductMapping(nest, cost);
                    }
                }
            }
        }

        return best;
    }

    private static IEnumerable<long> Sizes(TensorProblem problem, int dimension)
    {
        var size = problem.Dimensions[dimension].Size;
        for (var step = 16L; step < size; step *= 4) yield return step;
        yield return size;
    }

    private static LoopNest Nest(TensorProblem problem, Architecture architecture, long[] tile, int[] order)
    {
        var hasResident = architecture.Levels.Count == 4;
        var rows = architecture.Levels[^2].Fanout[0].Size;
        long k = Math.Min(rows, tile[K]), n = Math.Min(rows, tile[N]);
        var outer = new LevelNest([.. order.Where(d => tile[d] < problem.Dimensions[d].Size).Select(d => new TemporalLoop(d, tile[d]))], [], architecture.Levels[hasResident ? 1 : 0].MayKeep);
        var buffer = new LevelNest(
            [new TemporalLoop(N, n), new TemporalLoop(K, k)],
            [new SpatialLoop(K, 1, 0), new SpatialLoop(N, 1, 1)],
            architecture.Levels[^2].MayKeep);
        var register = new LevelNest([new TemporalLoop(M, 1)], [], OperandSet.Weight);
        return new LoopNest(hasResident ? [new LevelNest([], []), outer, buffer, register] : [outer, buffer, register]);
    }
}
