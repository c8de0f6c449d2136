using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
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
        var bound = DramRanking.Bound(request, found);
        Assert.True(bound.Objective >= found.Bound.Objective);
        Assert.True(bound.EnergyPicojoules > found.Bound.EnergyPicojoules);
        Assert.All(ranked, m =>
        {
            Assert.Equal(Figure(m.Cost.Cost), m.FigureFor(request));
            Assert.True(m.FigureFor(request) >= bound.Objective);
            Assert.True(m.Cost.Cost.LatencyCycles >= bound.Cycles);
            Assert.True(m.Cost.Cost.EnergyPicojoules >= bound.EnergyPicojoules);
        });

        double Figure(NestCost cost) => objective switch
        {
            Objective.Latency => cost.LatencyCycles,
            Objective.Energy => cost.EnergyPicojoules,
            _ => cost.LatencyCycles * cost.EnergyPicojoules,
        };
    }

    /// <summary>What is best by bandwidth is not what is best when the rows are opened, nor is what is best in lines what is best in tiles.</summary>
    [Fact]
    public void Rank_OneKindOfLayout_DecidesWhichMappingIsBest()
    {
        var request = new MapperRequest(TensorProblem.Gemm("product", 64, 4096, 64), Edge, Objective.Latency) { Keep = DramRanking.Candidates };
        var found = GemmMapper.Search(request, TestContext.Current.CancellationToken);
        DramLayoutKind[] kinds = [DramLayoutKind.RowMajor, DramLayoutKind.TileMajor];
        var best = kinds.Select(k => DramRanking.Rank(request, found, [k])[0]).ToList();

        var texts = best.Select(b => b.Nest).Prepend(found.Ranked[0].Nest).Select(n => NestText.Write(request.Problem, Edge, n)).ToList();
        Assert.Equal(3, texts.Distinct().Count());
        for (var i = 0; i < kinds.Length; i++)
        {
            // Each is better than both others where its own layout is given.
            var others = best.Select(b => b.Nest).Append(found.Ranked[0].Nest).Select(n => DramRanking.Cost(request.Problem, Edge, n, Objective.Latency, [kinds[i]]).Cost.LatencyCycles);
            Assert.Equal(best[i].Cost.Cost.LatencyCycles, others.Min());
            Assert.Equal(1, others.Count(c => c == others.Min()));
        }
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
