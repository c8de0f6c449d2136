using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Formats;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Mapping;
using HwAgent.Dataflow.Tests.Cost;

namespace HwAgent.Dataflow.Tests.Hardware;

public class ChipArchitectureTests
{
    private static readonly TechnologyNode Node = TechnologyNode.Horowitz45;

    /// <summary>What the chip's own rules allow, the general ones allow as well, and no byte that a nest has to move is missing from the chip's.</summary>
    [Fact]
    public void Nest_RandomCase_RunsAndMovesNoLessThanItsTiles() =>
        RandomCases.All.Sample(c =>
        {
            var (problem, architecture) = (ChipArchitecture.Problem(c.Task), ChipArchitecture.Of(c.Hardware, c.Memory, Node));
            var nest = ChipArchitecture.Nest(c.Hardware, c.Task, c.Mapping);
            Assert.Empty(NestValidation.Validate(problem, architecture, nest));
            var cost = new NestModel(problem, architecture).Evaluate(nest);
            Assert.Equal(c.Task.Shape.Macs, cost.Macs);
            Assert.Equal((long)c.Task.Shape.M * c.Task.Shape.N * (c.Task.Residual ? 16 : 8), cost.Levels[0].WrittenBits);
            Assert.True(cost.LatencyCycles >= cost.ComputeCycles);
        }, seed: "000000000000a", iter: 300);

    /// <summary>Whole tiles and a wide port: the array bounds both, and the general model leaves out the cycles of instructions and turns alone.</summary>
    [Theory]
    [InlineData(ArrayDataflow.OutputStationary), InlineData(ArrayDataflow.WeightStationary)]
    public void Nest_LargeProductOfWholeTiles_TakesNearlyTheExactCycles(ArrayDataflow dataflow)
    {
        var p = new AcceleratorParameters { Dataflow = dataflow, ActivationWords = 8192, WeightWords = 4096, OutputRows = 2048, AccumulatorRows = 2048, ParameterTiles = 16 };
        var task = new GemmTask("large", new LayerShape(512, 1024, 1024), 8);
        var mapping = new GemmMapping(128, 256, 256, BlockOrder.RowsOuter);
        Assert.Empty(MappingValidation.Validate(p, task, mapping));
        var memory = new MemoryTiming(40, 1, 1);
        var exact = CostModel.Cycles(p, task, mapping, memory);
        var cost = new NestModel(ChipArchitecture.Problem(task), ChipArchitecture.Of(p, memory, Node)).Evaluate(ChipArchitecture.Nest(p, task, mapping));
        Assert.InRange(cost.LatencyCycles, 0.9 * exact, 1.1 * exact);
    }

    /// <summary>The general mapper finds its way on a design, and a design's file says the same.</summary>
    [Fact]
    public void Of_Design_IsMappedByTheGeneralMapperAndRoundTrips()
    {
        var p = new AcceleratorParameters { Rows = 8, Columns = 8, BusBits = 64 };
        var architecture = ChipArchitecture.Of(p, new MemoryTiming(40, 1, 2), Node);
        var task = new GemmTask("small", new LayerShape(24, 32, 48), 8);
        var best = GemmMapper.Search(new MapperRequest(ChipArchitecture.Problem(task), architecture), TestContext.Current.CancellationToken).Ranked[0];
        Assert.Empty(NestValidation.Validate(ChipArchitecture.Problem(task), architecture, best.Nest));
        Assert.InRange(best.Cost.Utilisation, 0.01, 1);
        var text = ArchitectureWriter.Write(architecture);
        var read = ArchitectureReader.Read(text, "design.yaml");
        Assert.True(read.Value is not null, $"{string.Join('\n', read.Diagnostics)}\n{text}");
        Assert.Equal(text, ArchitectureWriter.Write(read.Value.Architecture));
    }
}
