using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapper.Quick;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

public class ProductCostsTests
{
    private static readonly ProductMapper Nothing = (_, _) => null;

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

    /// <summary>The off-chip reads of any mapping, drawn at random, of products that are far larger than one buffer for all operands.</summary>
    [Fact]
    public void Bound_AnyMapping_ReadsNoLess() =>
        Gen.Select(Gen.Int[1, 24], Gen.Int[1, 24], Gen.Int[1, 24], Gen.Int[1, 2], Gen.Int[10, 200], Gen.ULong).Sample((m, n, k, buffers, bytes, seed) =>
        {
            var machine = FusionMachines.Of(2, bytes, 2);
            var architecture = machine with { Levels = [machine.Levels[0], machine.Levels[1] with { Buffers = buffers }, machine.Levels[2]] };
            var problem = TensorProblem.Gemm("p", m, n, k, 8, 4, 8, 16);
            var reads = new ProductCosts(new FusionHardware(architecture), Nothing).Bound(new ProductExecution(0, problem, OperandSet.None, 0, 1)).Traffic.Reads;
            var (moves, room, model) = (new FreeMoves(problem, architecture, seed), new FreeRoom(problem, architecture), new NestModel(problem, architecture));
            var at = FreeNest.Ordered([], [OperandSet.All, OperandSet.All, OperandSet.Weight], [1, m, n, k]);
            var least = long.MaxValue;
            for (var i = 0; i < 400; i++)
            {
                if (moves.Next(at) is not { } next || !room.MayFit(next) || NestValidation.Validate(problem, architecture, next.Nest()).Count > 0) continue;
                var outside = model.Evaluate(next.Nest()).Levels[0].Traffic;
                var read = (8 * outside[0].ReadsToBelow) + (4 * outside[1].ReadsToBelow) + (16 * outside[2].ReadsToBelow);
                Assert.True(reads <= read, NestText.Write(problem, architecture, next.Nest()));
                // Downhill, to where the bound is close.
                if (read <= least + (least >> 3)) at = next;
                least = Math.Min(least, read);
            }
        }, seed: "0000000000007", iter: 600, threads: 1);

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
