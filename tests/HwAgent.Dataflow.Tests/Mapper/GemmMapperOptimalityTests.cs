using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class GemmMapperOptimalityTests
{
    [Fact]
    public void Search_SmallProblems_IsAsGoodAsTheBestOfEveryMapping() =>
        Gen.Select(SmallCases.Problems, SmallCases.Architectures).Sample(Check, seed: "0000000000021", iter: 16);

    [Fact]
    public void Search_FourLevels_IsAsGoodAsTheBestOfEveryMapping() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 8), SmallCases.DeepArchitectures).Sample(Check, seed: "0000000000022", iter: 12);

    [Fact]
    public void Search_NoRegistersAndOddPorts_IsAsGoodAsTheBestOfEveryMapping() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 12), SmallCases.FlatArchitectures).Sample(Check, seed: "0000000000023", iter: 30);

    /// <summary>One long dimension has too many chains for a complete search: what is called optimal must still be no worse than every mapping.</summary>
    [Theory]
    [InlineData(18)]
    [InlineData(29)]
    public void Search_LongDimension_BoundAndProofHoldForEveryMapping(long size)
    {
        Gen.Select(SmallCases.FlatArchitectures, Gen.OneOf(Gen.Const("M"), Gen.Const("N"), Gen.Const("K"))).Sample(
            (architecture, name) =>
            {
                var problem = TensorProblem.Gemm("line", name == "M" ? size : 1, name == "N" ? size : 1, name == "K" ? size : 1, 8, 8, 16, 32);
                var model = new NestModel(problem, architecture);
                var costs = new EveryNest(problem, architecture).Valid().Select(model.Evaluate).ToList();
                if (costs.Count == 0) return;
                foreach (var objective in (ReadOnlySpan<Objective>)[Objective.Latency, Objective.Edp])
                {
                    var result = GemmMapper.Search(new MapperRequest(problem, architecture, objective), TestContext.Current.CancellationToken);
                    var least = costs.Min(c => Key(objective, LatencyAccount.Full, c).Item1);
                    Assert.True(result.Bound.Objective <= least, $"{result.Bound.Objective} {least} {name}");
                    Assert.True(Key(objective, LatencyAccount.Full, result.Ranked[0].Cost).Item1 <= least, $"{result.Ranked[0].Cost.LatencyCycles} {least} {name}");
                }
            },
            seed: "0000000000024", iter: 6);
    }

    private static void Check(TensorProblem problem, Architecture architecture)
    {
        var model = new NestModel(problem, architecture);
        var costs = new EveryNest(problem, architecture).Valid().Select(model.Evaluate).ToList();
        foreach (var account in Enum.GetValues<LatencyAccount>())
        {
            foreach (var objective in (ReadOnlySpan<Objective>)[Objective.Latency, Objective.Energy, Objective.Edp])
            {
                var result = GemmMapper.Search(new MapperRequest(problem, architecture, objective) { Account = account, MostEvaluations = long.MaxValue / 4 }, TestContext.Current.CancellationToken);
                Assert.True(result.IsOptimal);
                Assert.Equal(costs.Count == 0, result.Ranked.Count == 0);
                if (costs.Count == 0) continue;
                Assert.Empty(NestValidation.Validate(problem, architecture, result.Ranked[0].Nest));
                Assert.Equal(costs.Select(c => Key(objective, account, c)).Min(), Key(objective, account, result.Ranked[0].Cost));
                Assert.Equal(0, result.Gap);
            }
        }
    }

    private static (double, double, double) Key(Objective objective, LatencyAccount account, NestCost cost)
    {
        double cycles = account == LatencyAccount.Full ? cost.LatencyCycles : cost.SteadyCycles;
        return objective switch
        {
            Objective.Latency => (cycles, cost.EnergyPicojoules, cost.DramBits),
            Objective.Energy => (cost.EnergyPicojoules, cycles, cost.DramBits),
            _ => (cycles * cost.EnergyPicojoules, cycles, cost.DramBits),
        };
    }
}
