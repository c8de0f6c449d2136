using CsCheck;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Tests.Cost;

public class CostModelTests
{
    private static readonly TechnologyNode Node = TechnologyNode.Horowitz45;

    [Fact]
    public void RandomCases_Generated_AreValid() =>
        RandomCases.All.Sample(c =>
        {
            Assert.Empty(AcceleratorParametersValidation.Validate(c.Hardware));
            Assert.Empty(MappingValidation.Validate(c.Hardware, c.Task, c.Mapping));
        }, seed: "0000000000001", iter: 500);

    [Fact]
    public void Totals_RandomCase_EqualTheCountOverTheInstructions() =>
        RandomCases.All.Sample(c =>
        {
            var count = new AccessCounter(c.Hardware);
            foreach (var i in GemmProgram.Compile(c.Hardware, c.Task, c.Mapping).Instructions) count.Add(i);
            var w = WalkTotals.Of(c.Hardware, c.Task, c.Mapping);
            var e = EnergyCounts.Of(c.Hardware, c.Task, w, Node);
            Assert.Equal(count.Beats, w.LoadBeats + w.StoreBeats);
            Assert.Equal(count.BusyCycles, w.BusyCycles);
            Assert.Equal(count.ControllerCycles, w.ControllerCycles);
            Assert.Equal(count.Tiles, w.ArrayTiles);
            Assert.Equal(count.LaneRows, w.FinishedRows);
            Assert.Equal(count.PartialRows, w.PartialRows);
            Assert.Equal(count.ActivationBytes, e.ActivationBytes);
            Assert.Equal(count.WeightBytes, e.WeightBytes);
            Assert.Equal(count.AccumulatorBytes, e.AccumulatorBytes);
            Assert.Equal(count.OutputBytes, e.OutputBytes);
            Assert.Equal(count.ParameterBytes, e.ParameterBytes);
            Assert.Equal(count.TableBytes, e.TableBytes);
        }, seed: "0000000000002", iter: 1500);

    [Fact]
    public void Evaluate_RandomCase_AgreesWithTheClosedForms() =>
        RandomCases.All.Sample(c =>
        {
            var exact = CostModel.Evaluate(c.Hardware, c.Task, c.Mapping, c.Memory, Node);
            var w = WalkTotals.Of(c.Hardware, c.Task, c.Mapping);
            Assert.Equal(exact.ReadBytes, w.LoadBeats * c.Hardware.BusBytes);
            Assert.Equal(exact.WriteBytes, w.StoreBeats * c.Hardware.BusBytes);
            Assert.Equal(exact.BusyCycles, w.BusyCycles);
            Assert.InRange(exact.Utilisation, 0, 1);
            // No beat is free: the cycles are enough for the bytes.
            Assert.True(exact.LatencyCycles * c.Memory.Numerator >= (w.LoadBeats + w.StoreBeats - 1) * c.Memory.Denominator);
        }, seed: "0000000000003", iter: 1500);

    [Fact]
    public void LowerBound_RandomCase_IsNotAboveTheExactCost() =>
        RandomCases.Of(maxSize: 400).Sample(c =>
        {
            var exact = CostModel.Evaluate(c.Hardware, c.Task, c.Mapping, c.Memory, Node);
            var bound = CostModel.LowerBound(c.Hardware, c.Task, c.Mapping, c.Memory, Node);
            Assert.True(bound.LatencyCycles <= exact.LatencyCycles, $"{bound.LatencyCycles} > {exact.LatencyCycles}");
            Assert.Equal(exact.EnergyPicojoules, bound.EnergyPicojoules, exact.EnergyPicojoules * 1e-9);
        }, seed: "0000000000004", iter: 3000);

    /// <summary>The bound leaves out some waits only; were it loose, the search would walk what it need not.</summary>
    [Fact]
    public void LowerBound_LargeProduct_IsTight()
    {
        var p = new AcceleratorParameters { ActivationWords = 384, WeightWords = 4096, OutputRows = 1024, ParameterTiles = 16 };
        var task = new GemmTask("fc1", new LayerShape(197, 3072, 768), 8);
        var mapping = new GemmMapping(112, 128, 384, BlockOrder.RowsOuter);
        var memory = MemoryTiming.FromBandwidth(16, p.BusBytes, 40);
        var exact = CostModel.Evaluate(p, task, mapping, memory, Node);
        var bound = CostModel.LowerBound(p, task, mapping, memory, Node);
        Assert.InRange(bound.LatencyCycles, 0.99 * exact.LatencyCycles, exact.LatencyCycles);
        Assert.Equal("compute", exact.BoundBy);
        Assert.True(exact.Utilisation > 0.9);
    }

    [Fact]
    public void Evaluate_OneRow_IsBoundByMemory()
    {
        var p = new AcceleratorParameters { Dataflow = ArrayDataflow.WeightStationary, ActivationWords = 256, WeightWords = 2048 };
        var cost = CostModel.Evaluate(p, new GemmTask("gemv", new LayerShape(1, 1024, 1024), 8), new GemmMapping(1, 128, 256, BlockOrder.ColumnsOuter), MemoryTiming.FromBandwidth(4, p.BusBytes, 40), Node);
        Assert.Equal("memory", cost.BoundBy);
    }

    [Fact]
    public void Evaluate_TinyProduct_IsBoundByLatency()
    {
        var p = new AcceleratorParameters();
        var cost = CostModel.Evaluate(p, new GemmTask("tiny", new LayerShape(4, 4, 16), 8), new GemmMapping(4, 4, 16, BlockOrder.RowsOuter), MemoryTiming.FromBandwidth(16, p.BusBytes, 200), Node);
        Assert.Equal("latency", cost.BoundBy);
    }

    /// <summary>By hand: one 4 x 4 tile of 16 steps. 64 MACs a... 16 steps x 16 elements x 0.3 pJ; (4 + 16 + 8) + 4 x ... beats through memory.</summary>
    [Fact]
    public void Evaluate_OneTile_CountsByHand()
    {
        var p = new AcceleratorParameters { Rows = 4, Columns = 4, ActivationWords = 4, WeightWords = 4, AccumulatorRows = 4, OutputRows = 4, ParameterTiles = 1, HasTable = false, HasResidual = false };
        var cost = CostModel.Evaluate(p, new GemmTask("tile", new LayerShape(4, 4, 16), 8), new GemmMapping(4, 4, 16, BlockOrder.RowsOuter), MemoryTiming.FromBandwidth(16, 16, 40), Node);
        // 16 steps of 16 elements.
        Assert.Equal(256 * 0.3, cost.EnergyPicojoulesByPart["mac"], 1e-9);
        // 4 activation rows of one beat, 16 steps of 4 weights = 4 beats, 4 x 8 bytes of parameters = 2 beats; 4 result rows of one beat.
        Assert.Equal((4 + 4 + 2) * 16, cost.ReadBytes);
        Assert.Equal(4 * 16, cost.WriteBytes);
        Assert.Equal(14 * 16 * 162.5, cost.EnergyPicojoulesByPart["dram"], 1e-9);
        Assert.Equal(0, cost.EnergyPicojoulesByPart["accumulator"]);
        // A macro of 2 x 4 words of 16 bytes; 4 beats written, one word of each of the four banks read.
        Assert.Equal((4 * 16 + 4 * 16) * Node.SramPicojoulesPerByte(0.125), cost.EnergyPicojoulesByPart["activation_buffer"], 1e-9);
    }
}
