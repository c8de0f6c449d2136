using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

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

    /// <summary>What makes the division of a chain exact: no cost is below its bound.</summary>
    [Fact]
    public void Bound_RandomProducts_IsNotAboveTheCost() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 7], Gen.Int[0, 60], Gen.Int[1, 6], Gen.Bool).Sample((m, n, k, resident, reserved, kib, isConstrained) =>
        {
            var machine = FusionMachines.Of(4, kib << 10, 2);
            var hardware = new FusionHardware(isConstrained ? FusionMachines.Constrained(machine) : machine);
            var execution = new ProductExecution(0, TensorProblem.Gemm("p", m, n, k), (OperandSet)resident, 8L * 1024 * kib * reserved / 100, 1);
            var costs = new ProductCosts(hardware, new TilingMapper(Objective.Energy, otherwise: Nothing).Map);
            if (costs.Exact(execution) is not { } exact) return;
            var bound = costs.Bound(execution);
            Assert.True(bound.SteadyCycles <= exact.SteadyCycles && bound.OnChipPicojoules <= exact.OnChipPicojoules * (1 + 1e-12));
            Assert.True(bound.Traffic.Reads <= exact.Traffic.Reads && bound.Traffic.OutputWrites <= exact.Traffic.OutputWrites);
        }, seed: "0000000000004", iter: 400, threads: 1);

    [Theory]
    [InlineData(1, 4096, 128, 4096 / 128)]
    [InlineData(7, 130, 64, 7 * 2)]
    public void LeastSteps_ConstrainedAxes_RoundsUpEachDimension(int m, int n, int k, int steps) =>
        Assert.Equal(steps, new FusionHardware(FusionMachines.Constrained(FusionMachines.Large)).LeastSteps(TensorProblem.Gemm("p", m, n, k)));

    [Fact]
    public void For_ResidentOperands_LeaveTheOffChipMemory()
    {
        var problem = TensorProblem.Gemm("p", 64, 96, 128);
        var hardware = new FusionHardware(FusionMachines.Small);
        foreach (var resident in (OperandSet[])[OperandSet.Input, OperandSet.Output, OperandSet.Input | OperandSet.Output, OperandSet.Weight, OperandSet.All])
        {
            var cost = new ProductCosts(hardware, new TilingMapper(Objective.Energy, otherwise: Nothing).Map).Exact(new ProductExecution(0, problem, resident, 8192, 1))!;
            var bits = cost.Traffic;
            Assert.Equal(resident.Has(Operand.Input) ? 0 : 64 * 128 * 8, bits.Input);
            Assert.Equal(resident.Has(Operand.Weight) ? 0 : 96 * 128 * 8, bits.Weight);
            Assert.Equal((0, resident.Has(Operand.Output) ? 0 : 64 * 96 * 8), (bits.OutputReads, bits.OutputWrites));
            Assert.True(cost.SteadyCycles >= 64 * 96 * 128 / 256);
            // Every input and weight is read from the buffer, every sum written to it, at least once.
            Assert.True(cost.OnChipPicojoules >= hardware.BufferPicojoules((64 * 128 * 8) + (96 * 128 * 8), 64 * 96 * 8));
        }
    }

    [Fact]
    public void For_NothingResident_IsTheArchitectureItself()
    {
        var hardware = new FusionHardware(FusionMachines.Small);
        Assert.Equal(FusionMachines.Small.Levels, hardware.For(OperandSet.None, 0).Levels);
        Assert.Equal((8 * 256 << 10) - 100, hardware.For(OperandSet.None, 100).Levels[1].SizeBits);
    }
}
