using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class JointFloorTests
{
    private static readonly int[] Cells = [40, 3];
    private static readonly double[] Energies = [0, 0.1, 3, 30];

    [Fact]
    public void Picojoules_EveryMapping_CostsAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 12), SmallCases.Architectures).Sample(CostAtLeastTheFloor, seed: "0000000000041", iter: 60);

    [Fact]
    public void Picojoules_OfManyLevels_EveryMappingCostsAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 8), SmallCases.DeepArchitectures).Sample(CostAtLeastTheFloor, seed: "0000000000042", iter: 20);

    [Fact]
    public void Picojoules_WithHeads_EveryMappingCostsAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 6), SmallCases.Architectures).Sample(
            (problem, architecture) => CostAtLeastTheFloor(WithDimension("H", problem, 0b1011, 0b1101), architecture), seed: "0000000000043", iter: 40);

    [Fact]
    public void Picojoules_OfGroups_EveryMappingCostsAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 8), SmallCases.Architectures).Sample(
            (problem, architecture) => CostAtLeastTheFloor(WithDimension("G", problem, 0b1011, 0b1100), architecture), seed: "0000000000044", iter: 60);

    [Fact]
    public void Picojoules_WithUnequalEnergies_EveryMappingCostsAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs <= 12), SmallCases.Architectures, Gen.Int[0, 3].Select(i => Energies[i]).Array[6]).Sample(
            (problem, architecture, energies) => CostAtLeastTheFloor(
                problem with { PartialBits = 32 },
                architecture with { Levels = [.. architecture.Levels.Select((l, i) => l with { ReadPicojoulesPerBit = energies[2 * i], WritePicojoulesPerBit = energies[2 * i + 1] })] }),
            seed: "0000000000045", iter: 60);

    [Fact]
    public void Picojoules_OfOneLevelOnTheChip_ComesCloseToTheLeast()
    {
        var problem = TensorProblem.Gemm("product", 2, 2, 2);
        var architecture = new Architecture("flat", [new MemoryLevel("dram", MemoryKind.Dram) { ReadPicojoulesPerBit = 30, WritePicojoulesPerBit = 30 }, new MemoryLevel("buffer", MemoryKind.Sram) { SizeBits = 80, ReadPicojoulesPerBit = 1, WritePicojoulesPerBit = 1, Buffers = 1 }], new ComputeUnit("mac", [new MacEnergy(8, 8, 1.5)], "made up"));
        var model = new NestModel(problem, architecture);
        var space = new MappingSpace(problem, architecture, LatencyAccount.Steady, StepDensity.Phases[^1]);
        OperandSet[] keeps = [OperandSet.All, OperandSet.All];
        var least = new EveryNest(problem, architecture).Valid().Where(n => n.Levels[1].Keeps == OperandSet.All).Min(n => Transfers(model.Evaluate(n)));
        Assert.InRange(space.Joint(40)!.Picojoules(keeps), 0.75 * least, least * (1 + 1e-9));
    }

    private static void CostAtLeastTheFloor(TensorProblem problem, Architecture architecture)
    {
        var space = new MappingSpace(problem, architecture, LatencyAccount.Steady, StepDensity.Phases[^1]);
        foreach (var cells in Cells)
        {
            var joint = space.Joint(cells);
            Assert.NotNull(joint);
            var floors = space.Skeletons.DistinctBy(s => Name(s.Skeleton.Keeps)).ToDictionary(s => Name(s.Skeleton.Keeps), s => joint.Picojoules(s.Skeleton.Keeps));
            var model = new NestModel(problem, architecture);
            foreach (var nest in new EveryNest(problem, architecture).Valid().Take(3000))
            {
                var transfers = Transfers(model.Evaluate(nest));
                Assert.InRange(floors[Name(nest.Levels.Select(l => l.Keeps))], double.NegativeInfinity, transfers * (1 + 1e-9) + 1e-6);
            }
        }
    }

    private static double Transfers(NestCost cost) => cost.EnergyPicojoules - cost.ComputePicojoules;

    /// <summary>A product with two of another dimension, which operands use or lack.</summary>
    private static TensorProblem WithDimension(string name, TensorProblem product, int inputs, int weights) => new(
        "product",
        [new(name, 2), .. product.Dimensions.Skip(1)],
        [product.Tensors[0] with { Dimensions = inputs }, product.Tensors[1] with { Dimensions = weights }, product.Tensors[2] with { Dimensions = 0b0111 }],
        product.PartialBits);

    private static string Name(IEnumerable<OperandSet> keeps) => string.Join(' ', keeps.Select((k, l) => l == 0 ? OperandSet.All : k));
}
