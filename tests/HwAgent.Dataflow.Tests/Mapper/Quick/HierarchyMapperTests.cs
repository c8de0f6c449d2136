using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Analysis;
using HwAgent.Dataflow.Tests.Fusion;

namespace HwAgent.Dataflow.Tests.Mapper.Quick;

/// <summary>The quick mapper on hierarchies of more than one buffer, by way of <see cref="TilingMapper"/>.</summary>
public class HierarchyMapperTests
{
    private static readonly ProductMapper Nothing = (_, _) => null;

    private static readonly Gen<Architecture> Machines = Gen.Int[0, 3].Select(i => new[]
    {
        FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8),
        FusionMachines.Cores(3, 2, 8 << 10, 128, 2),
        FusionMachines.Scratchpads(3, 4, 16 << 10, 4),
        Split(FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8)),
    }[i]);

    /// <summary>Two of everything on the chip: no buffer is shared by all cores.</summary>
    private static Architecture Split(Architecture machine) => machine with { Levels = [machine.Levels[0] with { Fanout = [new SpatialAxis("halves", 2)] }, .. machine.Levels.Skip(1)] };

    [Fact]
    public void Map_RandomProducts_AreValidAndExactlyCosted() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[1, 200], Gen.Int[0, 7], Gen.Int[0, 2], Gen.Int[0, 40], Machines).Sample((m, n, k, resident, objective, reserved, machine) =>
        {
            var hardware = new FusionHardware(machine);
            var architecture = hardware.Buffer < 0 ? machine : hardware.For((OperandSet)resident, hardware.BufferBits * reserved / 100);
            var problem = TensorProblem.Gemm("p", m, n, k);
            var mapping = new TilingMapper((Objective)objective, otherwise: Nothing).Map(problem, architecture);

            Assert.NotNull(mapping);
            Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
            Assert.Equal(new NestModel(problem, architecture).Evaluate(mapping.Nest).LatencyCycles, mapping.Cost.LatencyCycles);
        }, seed: "0000000000001", iter: 150, threads: 1);

    [Theory]
    [InlineData(49, 64, 48)]
    [InlineData(1, 128, 256)]
    public void Map_Products_IsAboutAsGoodAsASearch(int m, int n, int k)
    {
        var problem = TensorProblem.Gemm("p", m, n, k);
        foreach (var architecture in (Architecture[])[FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8), FusionMachines.Scratchpads(3, 4, 16 << 10, 4)])
        {
            var mapper = new TilingMapper(Objective.Edp, otherwise: Nothing);
            var quick = mapper.Refine(problem, architecture, mapper.Map(problem, architecture)!);
            var searched = GemmMapper.Search(new MapperRequest(problem, architecture, Objective.Edp) { MostEvaluations = 3000 }, TestContext.Current.CancellationToken).Ranked[0];

            Assert.True(Edp(quick.Cost) <= 1.02 * Edp(searched.Cost), $"{Edp(quick.Cost)} {NestText.Write(problem, architecture, quick.Nest)}\n{Edp(searched.Cost)} {NestText.Write(problem, architecture, searched.Nest)}");
        }

        static double Edp(NestCost cost) => cost.LatencyCycles * cost.EnergyPicojoules;
    }

    [Fact]
    public void Refine_RandomProducts_StayValidAndGetNoWorse() =>
        Gen.Select(Gen.Int[1, 100], Gen.Int[1, 100], Gen.Int[1, 100], Gen.Int[0, 7], Gen.Int[0, 2], Machines).Sample((m, n, k, resident, objective, machine) =>
        {
            var hardware = new FusionHardware(machine);
            var architecture = hardware.Buffer < 0 ? machine : hardware.For((OperandSet)resident, hardware.BufferBits / 4);
            var problem = TensorProblem.Gemm("p", m, n, k);
            var mapper = new TilingMapper((Objective)objective, otherwise: Nothing);
            if (mapper.Map(problem, architecture) is not { } mapping) return;
            var refined = mapper.Refine(problem, architecture, mapping);

            Assert.Empty(NestValidation.Validate(problem, architecture, refined.Nest));
            Assert.Equal(new NestModel(problem, architecture).Evaluate(refined.Nest).EnergyPicojoules, refined.Cost.EnergyPicojoules);
            Assert.True(new CostOrder((Objective)objective).Compare(Figures(refined.Cost), Figures(mapping.Cost)) <= 0);

            static CostFigures Figures(NestCost cost) => new(cost.LatencyCycles, cost.EnergyPicojoules, cost.DramBits);
        }, seed: "0000000000007", iter: 12, threads: 1);

    [Fact]
    public void Map_Constraints_AreKeptTo()
    {
        var cores = FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8);
        var constrained = cores with
        {
            Constraints = new MappingConstraints(
            [
                new LevelConstraint("DRAM") { TemporalFactors = new Dictionary<string, long> { ["K"] = 1 }, Permutation = ["M", "N", "K"] },
                new LevelConstraint("buffer") { AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["cores"] = ["N"] } },
                new LevelConstraint("scratchpad") { AxisDimensions = new Dictionary<string, IReadOnlyList<string>> { ["X"] = ["M"], ["Y"] = ["K"] }, Permutation = ["K", "M", "N"] },
            ]),
        };
        foreach (var resident in (OperandSet[])[OperandSet.None, OperandSet.Input, OperandSet.Output, OperandSet.Input | OperandSet.Output])
        {
            var problem = TensorProblem.Gemm("p", 60, 90, 70);
            var architecture = new FusionHardware(constrained).For(resident, 4096);
            var mapping = new TilingMapper(Objective.Edp, otherwise: Nothing).Map(problem, architecture);

            Assert.NotNull(mapping);
            Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
        }
    }

    [Fact]
    public void Supports_ConstraintsOnFactorsAndCopies_LeavesThemToTheSearch()
    {
        var cores = FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8);

        Assert.True(TilingMapper.Supports(cores));
        Assert.True(TilingMapper.Supports(With(new LevelConstraint("buffer") { TemporalFactors = new Dictionary<string, long> { ["K"] = 1 } })));
        Assert.False(TilingMapper.Supports(With(new LevelConstraint("buffer") { TemporalFactors = new Dictionary<string, long> { ["K"] = 2 } })));
        Assert.False(TilingMapper.Supports(With(new LevelConstraint("buffer") { SpatialFactors = new Dictionary<string, long> { ["M"] = 2 } })));
        Assert.False(TilingMapper.Supports(With(new LevelConstraint("buffer") { LargestTemporalFactors = new Dictionary<string, long> { ["K"] = 2 } })));
        Assert.False(TilingMapper.Supports(cores with { Levels = [.. cores.Levels.Select(l => l with { Fanout = [.. l.Fanout.Select(a => a with { Shared = OperandSet.Weight })] })] }));

        Architecture With(LevelConstraint constraint) => cores with { Constraints = new MappingConstraints([constraint]) };
    }

    /// <summary>A group whose tensors leave next to nothing is mapped, or known to be impossible, without a search.</summary>
    [Theory]
    [InlineData(8, true)]
    [InlineData(5, false)]
    public void Map_HardlyAnyRoom_UsesWhatThereIs(int bytes, bool isPossible)
    {
        // An input, a weight and a result of 8 bits in two buffers each are 6 bytes; sums that are not finished stay in the accumulators.
        var architecture = new FusionHardware(FusionMachines.Cores(2, 4, 1024, 64, 8)).For(OperandSet.None, 8 * (1024 - bytes));
        var problem = TensorProblem.Gemm("p", 3, 4, 5);
        var mapping = new TilingMapper(Objective.Edp, otherwise: (_, _) => throw new InvalidOperationException("searched")).Map(problem, architecture);

        Assert.Equal(isPossible, mapping is not null);
        if (mapping is not null) Assert.Empty(NestValidation.Validate(problem, architecture, mapping.Nest));
    }

    /// <summary>What was mapped before does not matter.</summary>
    [Fact]
    public void Map_SameProductAfterOthers_GivesTheSameMapping()
    {
        var hardware = new FusionHardware(FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8));
        var problem = TensorProblem.Gemm("p", 100, 60, 90);
        var (fresh, used) = (new TilingMapper(Objective.Edp, otherwise: Nothing), new TilingMapper(Objective.Edp, otherwise: Nothing));
        for (var reserved = 0; reserved < 64; reserved += 8) used.Map(problem, hardware.For(OperandSet.Input, 1024 * reserved));

        Assert.Equal(Text(fresh), Text(used));

        string Text(TilingMapper mapper) => NestText.Write(problem, hardware.For(OperandSet.Input, 30_000), mapper.Map(problem, hardware.For(OperandSet.Input, 30_000))!.Nest);
    }

    /// <summary>The closed forms against the model, which is exact: where all tiles divide, no bit may be missing.</summary>
    [Fact]
    public void Evaluate_EvenTilings_MovesWhatTheModelMoves() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 2]).Sample((seed, machine) =>
        {
            var architecture = machine switch { 0 => FusionMachines.Cores(4, 2, 1 << 20, 1 << 20, 8), 1 => FusionMachines.Cores(2, 4, 1 << 20, 1 << 20, 8), _ => FusionMachines.Scratchpads(4, 2, 1 << 20, 8) };
            var problem = TensorProblem.Gemm("p", 64, 32, 128);
            var hardware = HierarchyHardware.Of(architecture)!;
            var tiling = RandomTilings.Even(problem, hardware, seed);
            var estimate = new HierarchyEstimate(problem, hardware);
            if (!estimate.Evaluate(tiling)) return;
            var cost = new NestModel(problem, architecture).Evaluate(tiling.Nest());

            Assert.Equal(cost.EnergyPicojoules, estimate.Picojoules, cost.EnergyPicojoules * 1e-9);
            // Every port in its steady state is part of the estimate; what overlaps with what is estimated alone.
            Assert.True(estimate.Cycles >= cost.SteadyCycles * (1 - 1e-9));
            Assert.InRange(estimate.Cycles / cost.LatencyCycles, 0.5, 2);
        }, seed: "0000000000005", iter: 300, threads: 1);

    /// <summary>Small products step by step: each multiplication once, no memory overfull, and what the planner charges to the off-chip memory is what crosses.</summary>
    [Fact]
    public void Map_SmallProducts_RunAsTheyAreCosted() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 7], Gen.Bool).Sample((m, n, k, resident, isCores) =>
        {
            var hardware = new FusionHardware(isCores ? FusionMachines.Cores(2, 2, 256, 32, 2) : FusionMachines.Scratchpads(2, 2, 256, 2));
            var execution = new ProductExecution(0, TensorProblem.Gemm("p", m, n, k), (OperandSet)resident, 512, 1);
            var (problem, architecture) = (execution.Problem, hardware.For(execution.Resident, execution.ReservedBits));
            var costs = new ProductCosts(hardware, new TilingMapper(Objective.Edp, otherwise: Nothing).Map);
            if (costs.Exact(execution) is not { } cost) return;
            var run = new NestSimulation(problem, architecture, costs.Mapping(execution)!.Nest);
            run.Run();

            Assert.Equal(problem.Macs, run.Points.Count);
            Assert.All(run.Points.Values, times => Assert.Equal(1, times));
            for (var level = 0; level < architecture.Levels.Count; level++)
            {
                var isPartial = run.Counts.Of(level, Operand.Output, Transfer.WriteFromBelow) > run.Counts.FinalsOf(level, Operand.Output, Transfer.WriteFromBelow);
                var held = Enum.GetValues<Operand>().Sum(o => run.Counts.LargestTile(level, o) * (o == Operand.Output && isPartial ? problem.PartialBits : problem.Tensor(o).Bits));
                Assert.True(architecture.Levels[level].SizeBits is not { } size || held * architecture.Levels[level].Buffers <= size);
            }

            var dram = resident == 0 ? 0 : 1;
            Assert.Equal(execution.Resident.Has(Operand.Input) ? 0 : 8 * run.Counts.Of(dram, Operand.Input, Transfer.ReadToBelow), cost.Traffic.Input);
            Assert.Equal(execution.Resident.Has(Operand.Weight) ? 0 : 8 * run.Counts.Of(dram, Operand.Weight, Transfer.ReadToBelow), cost.Traffic.Weight);
            if (execution.Resident.Has(Operand.Output)) Assert.Equal((0L, 0L), (cost.Traffic.OutputReads, cost.Traffic.OutputWrites));
            else Assert.Equal((32 * run.Counts.Of(dram, Operand.Output, Transfer.ReadToBelow), Written(run, dram)), (cost.Traffic.OutputReads, cost.Traffic.OutputWrites));
        }, seed: "0000000000006", iter: 60, threads: 1);

    private static long Written(NestSimulation run, int level)
    {
        var (all, finals) = (run.Counts.Of(level, Operand.Output, Transfer.WriteFromBelow), run.Counts.FinalsOf(level, Operand.Output, Transfer.WriteFromBelow));
        return (8 * finals) + (32 * (all - finals));
    }
}
