using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Fusion;

namespace HwAgent.Dataflow.Tests.Mapper.Quick;

public class TilingMapperTests
{
    private static readonly ProductMapper Nothing = (_, _) => null;

    [Fact]
    public void Map_RandomProducts_AreValidAndExactlyCosted() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 200]).Sample((m, n, k, resident, objective, reserved) =>
        {
            var architecture = new FusionHardware(FusionMachines.Of(8, 64 << 10, 8)).For((OperandSet)resident, 1024L * reserved);
            var problem = TensorProblem.Gemm("p", m, n, k);
            var mapping = new TilingMapper((Objective)objective, otherwise: Nothing).Map(problem, architecture);

            Assert.NotNull(mapping);
            Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
            Assert.Equal(new NestModel(problem, architecture).Evaluate(mapping.Nest).LatencyCycles, mapping.Cost.LatencyCycles);
        }, seed: "0000000000001", iter: 150, threads: 1);

    [Theory]
    [InlineData(197, 768, 768)]
    [InlineData(1, 4096, 4096)]
    [InlineData(256, 1024, 4096)]
    [InlineData(2048, 128, 512)]
    public void Map_Products_IsNoSlowerThanATryOfAllPowersOfTwo(int m, int n, int k)
    {
        var problem = TensorProblem.Gemm("p", m, n, k);
        var quick = new TilingMapper(Objective.Latency, otherwise: Nothing).Map(problem, FusionMachines.Small)!;

        Assert.True(quick.Cost.LatencyCycles <= 1.01 * TiledMapper.Map(problem, FusionMachines.Small)!.Cost.LatencyCycles);
    }

    /// <summary>Whatever stays on the chip: a product without a mapping would be a group that is never fused.</summary>
    [Theory]
    [InlineData(1, 4096, 4096)]
    [InlineData(256, 512, 128)]
    [InlineData(2048, 128, 64)]
    [InlineData(197, 64, 197)]
    public void Map_ConstrainedAxes_AreKeptTo(int m, int n, int k)
    {
        var problem = TensorProblem.Gemm("p", m, n, k);
        for (var resident = OperandSet.None; resident <= OperandSet.All; resident++)
        {
            foreach (var objective in (Objective[])[Objective.Latency, Objective.Energy, Objective.Edp])
            {
                var architecture = new FusionHardware(FusionMachines.Constrained(FusionMachines.Small)).For(resident, 8 * 1024);
                var mapping = new TilingMapper(objective, otherwise: Nothing).Map(problem, architecture);

                Assert.NotNull(mapping);
                Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
            }
        }
    }

    /// <summary>An axis that takes no dimension of the product is left idle.</summary>
    [Fact]
    public void Map_AxisForNothing_IsIdle()
    {
        var constraint = new LevelConstraint("buffer") { AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["rows"] = [], ["columns"] = ["N"] } };
        var architecture = FusionMachines.Small with { Constraints = new MappingConstraints([constraint]) };
        var problem = TensorProblem.Gemm("p", 32, 32, 32);
        var mapping = new TilingMapper(Objective.Latency, otherwise: Nothing).Map(problem, architecture)!;

        Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
        Assert.Equal(32 * 32 * 32 / 16, mapping.Cost.ComputeCycles);
    }

    [Theory]
    [InlineData(197, 768, 768)]
    [InlineData(2048, 512, 128)]
    [InlineData(1, 1024, 1024)]
    public void Map_ConstrainedAxes_IsAboutAsGoodAsASearch(int m, int n, int k)
    {
        var architecture = FusionMachines.Constrained(FusionMachines.Small);
        var problem = TensorProblem.Gemm("p", m, n, k);
        var quick = new TilingMapper(Objective.Edp, otherwise: Nothing).Map(problem, architecture)!.Cost;
        var searched = GemmMapper.Search(new MapperRequest(problem, architecture, Objective.Edp) { MostEvaluations = 3000 }, TestContext.Current.CancellationToken).Ranked[0].Cost;

        Assert.True(quick.LatencyCycles * quick.EnergyPicojoules <= 1.02 * searched.LatencyCycles * searched.EnergyPicojoules);
    }

    [Fact]
    public void Map_UnknownArchitecture_AsksTheOtherMapper()
    {
        var asked = 0;
        var mapper = new TilingMapper(Objective.Latency, otherwise: (p, a) => { asked++; return IdealMapper.Map(p, a); });

        Assert.False(TilingMapper.Supports(ManyAxes));
        Assert.NotNull(mapper.Map(TensorProblem.Gemm("p", 8, 8, 8), ManyAxes));
        Assert.Equal(1, asked);
    }

    [Fact]
    public void Map_UnknownArchitecture_IsSearched()
    {
        var problem = TensorProblem.Gemm("p", 8, 8, 8);
        var mapping = new TilingMapper(Objective.Latency).Map(problem, ManyAxes)!;

        Assert.Empty(NestValidation.Validate(problem, ManyAxes, mapping.Nest));
    }

    /// <summary>More axes than are spread over one by one; most of them are of one instance.</summary>
    private static Architecture ManyAxes
    {
        get
        {
            var plain = FusionMachines.Of(4, 4 << 10, 4);
            var buffer = plain.Levels[1] with { Fanout = [.. plain.Levels[1].Fanout, .. Enumerable.Range(0, 4).Select(i => new SpatialAxis($"single{i}", 1))] };
            return plain with { Levels = [plain.Levels[0], buffer, plain.Levels[2]] };
        }
    }
}
