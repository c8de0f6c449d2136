using CsCheck;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

public sealed class JointFloorTests
{
    private static readonly (int Cells, int Spreads)[] Finenesses = [(40, 20_000), (40, 6), (3, 1)];
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
        Assert.InRange(space.Joint(40, 20_000)!.Picojoules(keeps, None(architecture)), 0.75 * least, least * (1 + 1e-9));
    }

    [Fact]
    public void Picojoules_MappingsWithAnyLoops_CostAtLeastAsMuch() =>
        Gen.Select(SmallCases.Problems.Where(p => p.Macs > 1), SmallCases.DeepArchitectures, Gen.ULong).Sample(
            (problem, architecture, seed) =>
            {
                var moves = new FreeMoves(problem, architecture, seed);
                var at = FreeNest.Ordered([], [OperandSet.All, .. architecture.Levels.Skip(1).Select(l => l.MayKeep)], [.. problem.Dimensions.Select(d => d.Size)]);
                var nests = new List<LoopNest>();
                for (var i = 0; i < 200; i++)
                {
                    at = moves.Next(at) ?? at;
                    if (NestValidation.Validate(problem, architecture, at.Nest()).Count == 0) nests.Add(at.Nest());
                }

                CostAtLeastTheFloor(problem, architecture, nests);
            },
            seed: "0000000000046", iter: 60);

    private static void CostAtLeastTheFloor(TensorProblem problem, Architecture architecture) =>
        CostAtLeastTheFloor(problem, architecture, [.. new EveryNest(problem, architecture).Valid().Take(3000)]);

    private static void CostAtLeastTheFloor(TensorProblem problem, Architecture architecture, List<LoopNest> nests)
    {
        var space = new MappingSpace(problem, architecture, LatencyAccount.Steady, StepDensity.Phases[^1]);
        Assert.True(space.IsComplete);
        var model = new NestModel(problem, architecture);
        var least = nests.GroupBy(n => Name(n.Levels.Select(l => l.Keeps))).ToDictionary(g => g.Key, g => g.Min(n => Transfers(model.Evaluate(n))));
        foreach (var (cells, spreads) in Finenesses)
        {
            var joint = space.Joint(cells, spreads);
            Assert.NotNull(joint);
            foreach (var skeleton in space.Skeletons.DistinctBy(s => Name(s.Skeleton.Keeps)))
            {
                if (!least.TryGetValue(Name(skeleton.Skeleton.Keeps), out var transfers)) continue;
                foreach (var enough in (ReadOnlySpan<double>)[double.PositiveInfinity, transfers, 0.8 * transfers])
                {
                    Assert.InRange(joint.Picojoules(skeleton.Skeleton.Keeps, None(architecture), enough), double.NegativeInfinity, transfers * (1 + 2e-9) + 1e-6);
                }
            }
        }
    }

    /// <summary>Nothing known of any level for itself.</summary>
    private static double[] None(Architecture architecture) => new double[architecture.Levels.Count + 1];

    private static double Transfers(NestCost cost) => cost.EnergyPicojoules - cost.ComputePicojoules;

    /// <summary>A product with two of another dimension, which operands use or lack.</summary>
    private static TensorProblem WithDimension(string name, TensorProblem product, int inputs, int weights) => new(
        "product",
        [new(name, 2), .. product.Dimensions.Skip(1)],
        [product.Tensors[0] with { Dimensions = inputs }, product.Tensors[1] with { Dimensions = weights }, product.Tensors[2] with { Dimensions = 0b0111 }],
        product.PartialBits);

    private static string Name(IEnumerable<OperandSet> keeps) => string.Join(' ', keeps.Select((k, l) => l == 0 ? OperandSet.All : k));
}
