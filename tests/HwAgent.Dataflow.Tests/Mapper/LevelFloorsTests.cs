using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class LevelFloorsTests
{
    [Fact]
    public void Set_EveryMapping_CostsAtLeastTheFloors() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 8), SmallCases.DeepArchitectures).Sample(
            (problem, architecture) =>
            {
                var space = new MappingSpace(problem, architecture, LatencyAccount.Steady, StepDensity.Phases[^1]);
                new LevelFloors(new MapperRequest(problem, architecture, Objective.Edp), space, TestContext.Current.CancellationToken).Set(allowance: 100_000);
                var model = new NestModel(problem, architecture);
                var skeletons = space.Skeletons.ToLookup(s => Name(s.Skeleton.Keeps));
                foreach (var nest in new EveryNest(problem, architecture).Valid().Take(3000))
                {
                    var cost = model.Evaluate(nest);
                    var skeleton = skeletons[Name(nest.Levels.Select(l => l.Keeps))].First();
                    Assert.InRange(cost.ComputePicojoules + Math.Max(skeleton.Floor, skeleton.Floors.Sum()), 0, cost.EnergyPicojoules * (1 + 1e-9));
                    Assert.InRange(skeleton.LeastCycles, 0, cost.SteadyCycles);
                }
            },
            seed: "0000000000031", iter: 12);

    [Fact]
    public void Set_BeforeASearch_LeavesItsOptimum() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 12), SmallCases.DeepArchitectures).Sample(
            (problem, architecture) =>
            {
                foreach (var objective in (ReadOnlySpan<Objective>)[Objective.Latency, Objective.Energy, Objective.Edp])
                {
                    var request = new MapperRequest(problem, architecture, objective) { Account = LatencyAccount.Steady };
                    Assert.Equal(Optimum(request, hasFloors: false), Optimum(request, hasFloors: true));
                }
            },
            seed: "0000000000032", iter: 12);

    private static ObjectiveKey? Optimum(MapperRequest request, bool hasFloors)
    {
        var space = new MappingSpace(request.Problem, request.Architecture, request.Account, StepDensity.Phases[^1]);
        if (hasFloors) new LevelFloors(request, space, TestContext.Current.CancellationToken).Set(allowance: 1000);
        var outcome = new BranchAndBound(request, space, null, long.MaxValue).Run(TestContext.Current.CancellationToken);
        Assert.True(outcome.IsProven);
        return outcome.Best is [var best, ..] ? ObjectiveKey.Of(request.Objective, best.Figures) : null;
    }

    private static string Name(IEnumerable<OperandSet> keeps) => string.Join(' ', keeps.Select((k, l) => l == 0 ? OperandSet.All : k));
}
