using CsCheck;
using HwAgent.Dataflow.Fusion;
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
