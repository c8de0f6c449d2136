using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Formats;

namespace HwAgent.Dataflow.Tests.Mapper;

/// <summary>Mappings in the order of what rows and bursts make of them.</summary>
public class DramRankingTests
{
    private static readonly Architecture Edge = FormatFiles.Architecture(File.ReadAllText(Path.Combine(FormatFiles.Architectures, "edge-16x16-lpddr4.yaml")));

    [Theory]
    [InlineData(Objective.Latency)]
    [InlineData(Objective.Energy)]
    [InlineData(Objective.Edp)]
    public void Rank_Product_IsInOrderAndAboveTheBoundOfTheSearch(Objective objective)
    {
        var request = new MapperRequest(TensorProblem.Gemm("product", 50, 72, 96), Edge, objective) { Keep = 16 };
        var found = GemmMapper.Search(request, TestContext.Current.CancellationToken);
        var ranked = DramRanking.Rank(request, found, DramRanking.AllKinds);

        Assert.True(ranked.Count >= found.Ranked.Count);
        var figures = ranked.Select(m => Figure(m.Cost.Cost)).ToList();
        Assert.Equal(figures.Order(), figures);
        Assert.All(figures, f => Assert.True(f >= found.Bound.Objective));
        Assert.Equal(figures[0] / found.Bound.Objective - 1, DramRanking.Gap(request, found, ranked[0]), 1e-12);

        double Figure(NestCost cost) => objective switch
        {
            Objective.Latency => cost.LatencyCycles,
            Objective.Energy => cost.EnergyPicojoules,
            _ => cost.LatencyCycles * cost.EnergyPicojoules,
        };
    }

    [Fact]
    public void Rank_ArchitectureWithoutGeometry_IsRefused()
    {
        var plain = Edge with { Levels = [Edge.Levels[0] with { Geometry = null }, .. Edge.Levels.Skip(1)] };
        var request = new MapperRequest(TensorProblem.Gemm("product", 8, 8, 8), plain);
        var found = GemmMapper.Search(request, TestContext.Current.CancellationToken);

        var thrown = Assert.Throws<ArgumentException>(() => DramRanking.Rank(request, found, DramRanking.AllKinds));
        Assert.Contains("dram of edge-16x16-lpddr4 has no geometry", thrown.Message, StringComparison.Ordinal);
    }
}
