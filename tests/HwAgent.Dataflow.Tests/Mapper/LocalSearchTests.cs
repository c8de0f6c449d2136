using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Formats;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class LocalSearchTests
{
    private static readonly Architecture ThreeLevels = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "three-level.yaml")));

    [Fact]
    public void Around_AnyMapping_CostsWhatTheModelSays() =>
        Gen.Select(SmallCases.Problems, SmallCases.DeepArchitectures, Gen.Int[0, 999]).Sample(
            (problem, architecture, pick) =>
            {
                var model = new NestModel(problem, architecture);
                foreach (var account in Enum.GetValues<LatencyAccount>())
                {
                    var choices = new NestChoices(new MapperRequest(problem, architecture) { Account = account });
                    var search = new LocalSearch(choices);
                    foreach (var start in SpatialStarts.Of(choices))
                    {
                        // A random walk over mappings that fit.
                        var at = search.At(choices.Barest, start);
                        for (var step = 0; step < 6; step++)
                        {
                            var fitting = search.Around(at).Where(m => !double.IsPositiveInfinity(m.Key.First)).ToList();
                            if (fitting.Count == 0) break;
                            at = fitting[pick % fitting.Count];
                            var nest = at.Prices.Nest(at.Chains);
                            Assert.Empty(NestValidation.Validate(problem, architecture, nest));
                            var (choice, chains) = choices.Of(nest);
                            Assert.Equal(at.Key, search.At(choice, chains).Key);
                            var cost = model.Evaluate(nest);
                            var figures = at.Prices.Figures(at.Chains);
                            Assert.Equal(cost.EnergyPicojoules, figures.EnergyPicojoules, 1e-9 * cost.EnergyPicojoules);
                            Assert.Equal(cost.DramBits, figures.DramBits);
                            if (account == LatencyAccount.Steady) Assert.Equal(cost.SteadyCycles, figures.Cycles);
                            // Rounding each step's cycles up adds less than those of the multipliers.
                            else Assert.InRange(figures.Cycles, cost.SteadyCycles, 2 * cost.LatencyCycles);
                        }
                    }
                }
            },
            seed: "0000000000041", iter: 60);

    [Fact]
    public void Run_AnyThreads_SameMappings()
    {
        var request = new MapperRequest(TensorProblem.Gemm("product", 60, 33, 130), ThreeLevels, Objective.Edp) { Keep = 3 };
        var one = Run(request);
        Assert.Equal(one, Run(request with { Threads = 3 }));

        string[] Run(MapperRequest r)
        {
            var searches = new LocalSearches(r, TestContext.Current.CancellationToken);
            return [.. searches.Run(20_000).Select(m => $"{m.Cost.EnergyPicojoules} {NestText.Write(r.Problem, ThreeLevels, m.Nest)}"), $"{searches.Considered}"];
        }
    }
}
