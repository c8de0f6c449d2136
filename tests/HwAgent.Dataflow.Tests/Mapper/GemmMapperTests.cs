using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class GemmMapperTests
{
    private static readonly Architecture Hardware = PeerHardware.Timeloop(weightsStay: true);

    [Fact]
    public void Search_SeveralKept_AreDistinctRankedAndValid()
    {
        var problem = TensorProblem.Gemm("product", 100, 96, 130);
        var result = GemmMapper.Search(new MapperRequest(problem, Hardware, Objective.Energy) { Account = LatencyAccount.Steady, Keep = 5 }, TestContext.Current.CancellationToken);
        Assert.Equal(5, result.Ranked.Count);
        Assert.Equal(5, result.Ranked.Select(r => NestText.Write(problem, Hardware, r.Nest)).Distinct().Count());
        Assert.Equal(result.Ranked.Select(r => r.Cost.EnergyPicojoules).Order(), result.Ranked.Select(r => r.Cost.EnergyPicojoules));
        Assert.All(result.Ranked, r => Assert.Empty(NestValidation.Validate(problem, Hardware, r.Nest)));
    }

    [Fact]
    public void Search_Front_HasNoMappingThatAnotherBeats()
    {
        var result = GemmMapper.Search(new MapperRequest(TensorProblem.Gemm("product", 100, 96, 130), Hardware, Objective.Energy) { Account = LatencyAccount.Steady }, TestContext.Current.CancellationToken);
        var figures = result.ParetoFront.Select(r => (r.Cost.SteadyCycles, r.Cost.EnergyPicojoules, r.Cost.DramBits)).ToList();
        Assert.NotEmpty(figures);
        foreach (var a in figures)
        {
            Assert.DoesNotContain(figures, b => b != a && b.SteadyCycles <= a.SteadyCycles && b.EnergyPicojoules <= a.EnergyPicojoules && b.DramBits <= a.DramBits);
        }
    }

    [Fact]
    public void Search_TooFewEvaluations_GivesGapToBoundBelowTheOptimum()
    {
        var request = new MapperRequest(PeerResults.Problem("e_prefill", 32), PeerHardware.ZigZag(weightsStay: false), Objective.Energy) { Account = LatencyAccount.Steady };
        var optimum = GemmMapper.Search(request, TestContext.Current.CancellationToken);
        var hasty = GemmMapper.Search(request with { MostEvaluations = 16_000 }, TestContext.Current.CancellationToken);
        Assert.True(optimum.IsOptimal);
        Assert.False(hasty.IsOptimal);
        Assert.InRange(hasty.Bound.Objective, 0, optimum.Ranked[0].Cost.EnergyPicojoules);
        Assert.Equal(hasty.Ranked[0].Cost.EnergyPicojoules, hasty.Bound.Objective * (1 + hasty.Gap), 1e-6 * hasty.Ranked[0].Cost.EnergyPicojoules);
    }

    /// <summary>With every level more there are more ways to order loops, by thousands: going straight to a mapping of each has to end, too.</summary>
    [Fact]
    public void Search_SevenLevels_KeepsToItsBudget()
    {
        var memory = Hardware.Levels[1] with { Fanout = [], MustKeep = OperandSet.All, MayKeep = OperandSet.All };
        var deep = Hardware with { Levels = [Hardware.Levels[0], .. Enumerable.Range(0, 4).Select(i => memory with { Name = $"memory{i}", SizeBits = memory.SizeBits >> i }), Hardware.Levels[1] with { SizeBits = memory.SizeBits >> 4 }, Hardware.Levels[2]], Constraints = new MappingConstraints([]) };
        var problem = TensorProblem.Gemm("product", 199, 130, 96);
        var request = new MapperRequest(problem, deep, Objective.Energy) { Account = LatencyAccount.Steady, MostEvaluations = 20_000 };
        var result = GemmMapper.Search(request, TestContext.Current.CancellationToken);
        Assert.Empty(NestValidation.Validate(problem, deep, result.Ranked[0].Nest));
        Assert.InRange(result.Considered, 1, 10 * request.MostEvaluations);
    }

    [Fact]
    public void Search_NothingFits_FindsNothing()
    {
        var tiny = Hardware with { Levels = [Hardware.Levels[0], Hardware.Levels[1] with { SizeBits = 8 }, Hardware.Levels[2]] };
        var result = GemmMapper.Search(new MapperRequest(TensorProblem.Gemm("product", 8, 8, 8), tiny), TestContext.Current.CancellationToken);
        Assert.Empty(result.Ranked);
        Assert.True(result.IsOptimal);
    }

    [Fact]
    public void Search_Area_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GemmMapper.Search(new MapperRequest(TensorProblem.Gemm("product", 8, 8, 8), Hardware, Objective.Area), TestContext.Current.CancellationToken));

    [Fact]
    public void Search_Constraints_AreKept()
    {
        var constraint = new LevelConstraint("gb")
        {
            TemporalFactors = new Dictionary<string, long> { ["M"] = 4 },
            Permutation = ["K", "N"],
            LargestSpatialFactors = new Dictionary<string, long> { ["N"] = 8 },
        };
        var constrained = Hardware with { Constraints = new MappingConstraints([constraint]) };
        var problem = TensorProblem.Gemm("product", 96, 64, 80);
        var result = GemmMapper.Search(new MapperRequest(problem, constrained, Objective.Energy) { Account = LatencyAccount.Steady }, TestContext.Current.CancellationToken);
        Assert.NotEmpty(result.Ranked);
        Assert.Empty(NestValidation.Validate(problem, constrained, result.Ranked[0].Nest));
    }

    [Theory]
    [InlineData(60, 96, 130)]
    [InlineData(1, 768, 256)]
    [InlineData(197, 64, 197)]
    public void Search_FreeAxes_NoWorseThanAnyConstraintOnThem(long m, long n, long k)
    {
        var problem = TensorProblem.Gemm("product", m, n, k);
        foreach (var weightsStay in (ReadOnlySpan<bool>)[true, false])
        {
            var constrained = PeerHardware.ZigZag(weightsStay);
            var free = Best(constrained with { Constraints = MappingConstraints.None });
            Assert.InRange(free, 0, Best(constrained) * (1 + 1e-9));
        }

        double Best(Architecture hardware) =>
            GemmMapper.Search(new MapperRequest(problem, hardware, Objective.Energy) { Account = LatencyAccount.Steady }, TestContext.Current.CancellationToken).Ranked[0].Cost.EnergyPicojoules;
    }

    [Fact]
    public void GraphSearch_AnyThreads_SameResultsInOrder()
    {
        MapperRequest[] requests = [.. new[] { (64L, 96L, 33L), (1L, 128L, 128L), (64L, 96L, 33L), (17L, 31L, 101L) }
            .Select((s, i) => new MapperRequest(TensorProblem.Gemm($"product {i}", s.Item1, s.Item2, s.Item3), Hardware, Objective.Edp))];
        var one = GraphMapper.Search(requests, cancellation: TestContext.Current.CancellationToken);
        var three = GraphMapper.Search(requests, threads: 3, TestContext.Current.CancellationToken);
        Assert.Same(one[0], one[2]);
        Assert.Equal(Texts(one), Texts(three));

        string[] Texts(IReadOnlyList<MapperResult> results) => [.. results.Select((r, i) => $"{r.Considered} {NestText.Write(requests[i].Problem, Hardware, r.Ranked[0].Nest)}")];
    }
}
