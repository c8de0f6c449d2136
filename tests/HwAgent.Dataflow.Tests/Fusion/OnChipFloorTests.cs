using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;
using HwAgent.Dataflow.Tests.Mapper;

namespace HwAgent.Dataflow.Tests.Fusion;

public class OnChipFloorTests
{
    /// <summary>Small products on hardware with odd axes, levels that pass operands by and energies of all sizes: no mapping is below, however it is drawn.</summary>
    [Fact]
    public void Picojoules_AnyMapping_IsNotAboveIt() =>
        Gen.Select(SmallCases.Problems, Gen.OneOf(SmallCases.Architectures, SmallCases.DeepArchitectures, SmallCases.FlatArchitectures), Gen.ULong).Sample(
            (problem, architecture, seed) =>
            {
                var floor = new OnChipFloor(architecture, -1).Picojoules(new ProductExecution(0, problem, OperandSet.None, 0, 1));
                var model = new NestModel(problem, architecture);
                foreach (var nest in Drawn(problem, architecture, seed).Where(n => NestValidation.Validate(problem, architecture, n).Count == 0))
                    Assert.True(floor <= model.Evaluate(nest).Levels.Skip(1).Sum(l => l.EnergyPicojoules) * (1 + 1e-12), NestText.Write(problem, architecture, nest));
            },
            seed: "0000000000041", iter: 1500, threads: 1);

    /// <summary>The same where operands have their home in the shared buffer, for the best mappings that a search for energy finds.</summary>
    [Fact]
    public void Picojoules_ResidentOperands_IsNotAboveASearch() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 7], Gen.Int[0, 3]).Sample(
            (m, n, k, resident, machine) =>
            {
                var hardware = new FusionHardware(machine switch
                {
                    0 => FusionMachines.Cores(2, 4, 16 << 10, 1 << 10, 8),
                    1 => FusionMachines.Scratchpads(3, 4, 16 << 10, 4),
                    2 => FusionMachines.Of(4, 16 << 10, 4),
                    _ => FusionMachines.Constrained(FusionMachines.Of(4, 16 << 10, 4)),
                });
                var execution = new ProductExecution(0, TensorProblem.Gemm("p", m, n, k), (OperandSet)resident, 0, 1);
                var costs = new ProductCosts(hardware, (p, a) => GemmMapper.Search(new MapperRequest(p, a, Objective.Energy) { MostEvaluations = 500 }).Ranked is [var best, ..] ? new ProductMapping(best.Nest, best.Cost) : null);
                if (costs.Exact(execution) is not { } exact) return;

                Assert.True(costs.Bound(execution).OnChipPicojoules <= exact.OnChipPicojoules * (1 + 1e-12));
            },
            seed: "0000000000042", iter: 80, threads: 1);

    /// <summary>Weights in registers under a shared buffer, sums down the rows and results along the columns: worked out by hand, and reached.</summary>
    [Fact]
    public void Picojoules_ConstrainedArray_IsWhatTheArrayTakes()
    {
        var machine = FusionMachines.Constrained(FusionMachines.Large);
        var problem = TensorProblem.Gemm("p", 512, 512, 512);
        var floor = new OnChipFloor(machine, 1).Picojoules(new ProductExecution(0, problem, OperandSet.None, 0, 1));
        const double Buffer = 6.25 / 8, Register = 0.03 / 8;
        double macs = problem.Macs, elements = 512 * 512;
        // Of each multiplication: a weight from its register, an input for 128 columns, sums of 128 rows read and written. Besides: inputs and weights enter the buffer, weights leave it for the
        // registers, and the first reading of sums and their last writing and reading are not those of partial sums.
        var expected = (macs * 8 * Register) + (macs / 128 * 8 * Buffer) + (macs / 128 * 64 * Buffer) + (elements * 8 * ((3 * Buffer) + Register)) - (elements * 24 * 2 * Buffer);

        Assert.Equal(expected, floor, 2e-3 * expected);
        var found = new TilingMapper(Objective.Energy, otherwise: (_, _) => null).Map(problem, machine)!.Cost;
        Assert.InRange(found.Levels.Skip(1).Sum(l => l.EnergyPicojoules) / floor, 1, 1.1);
    }

    private static IEnumerable<LoopNest> Drawn(TensorProblem problem, Architecture architecture, ulong seed)
    {
        var moves = new FreeMoves(problem, architecture, seed);
        var at = FreeNest.Ordered([], [OperandSet.All, .. architecture.Levels.Skip(1).Select(l => l.MayKeep)], [.. problem.Dimensions.Select(d => d.Size)]);
        for (var i = 0; i < 60; i++)
        {
            if (moves.Next(at) is not { } next) continue;
            at = next;
            yield return next.Nest();
        }
    }
}
