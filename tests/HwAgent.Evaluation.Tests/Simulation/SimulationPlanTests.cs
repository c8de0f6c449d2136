using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Mapping;
using HwAgent.Evaluation.Simulation;
using HwAgent.Evaluation.Tests.Files;

namespace HwAgent.Evaluation.Tests.Simulation;

public sealed class SimulationPlanTests
{
    private static readonly GemmMapping Mapping = new(8, 4, 2 * SmallDesign.Hardware.DepthGranule, BlockOrder.RowsOuter);

    [Fact]
    public void ForTask_SmallProduct_StaysFullSize()
    {
        var mapped = SmallDesign.Point.Tasks[0];
        var program = SimulationPlan.ForTask(SmallDesign.Hardware, mapped.Task, mapped.Mapping, SmallDesign.Memory, new SimulationLimits());

        Assert.Equal(mapped.Task, program.Task);
    }

    /// <summary>Too many cycles, or too large an image: fewer blocks, but each dimension keeps its remainder, or its size when it is one block.</summary>
    [Theory]
    [InlineData(2000, 1L << 30)]
    [InlineData(20_000, 1L << 30)]
    [InlineData(long.MaxValue, 4096)]
    [InlineData(1, 1L << 30)]
    public void ForTask_LargeProduct_KeepsBlocksAndRaggedEdges(long cycles, long bytes)
    {
        var task = new GemmTask("large", new LayerShape(8 * 40 + 3, 4 * 30 + 1, Mapping.BlockDepth * 20 + 5), 8) { Repeats = 7 };
        var limits = new SimulationLimits { CyclesPerOperator = cycles, ImageBytes = bytes };

        var program = SimulationPlan.ForTask(SmallDesign.Hardware, task, Mapping, SmallDesign.Memory, limits);

        var shape = program.Task.Shape;
        Assert.Equal(task with { Shape = shape }, program.Task);
        Assert.True(shape.M < task.Shape.M && shape.N < task.Shape.N && shape.K < task.Shape.K);
        Assert.Equal((3, 1, 5), (shape.M % 8, shape.N % 4, shape.K % Mapping.BlockDepth));
        Assert.True(shape.M > 8 && shape.N > 4 && shape.K > Mapping.BlockDepth);
        if (cycles > 1) Assert.True(SimulationPlan.Predict(SmallDesign.Hardware, program.Task, Mapping, SmallDesign.Memory).TotalCycles <= cycles);
        if (cycles > 1) Assert.True(program.TotalBeats * SmallDesign.Hardware.BusBytes <= bytes);
    }

    [Fact]
    public void Stress_Runs_AreAsManyAsAskedAllStalledAndReset()
    {
        var runs = SimulationPlan.Stress(SmallDesign.Hardware, SmallDesign.Tasks, SmallDesign.Memory, new SimulationLimits { StressRuns = 6 }, 5);

        Assert.Equal(6, runs.Count);
        Assert.All(runs, run => Assert.True(run is { StallPerMille: > 0, ResetCycle: > 0 }));
        Assert.Equal(3, runs.Count(run => run.Corners));
        Assert.Equal(runs.Select(r => r.Program.Task), SimulationPlan.Stress(SmallDesign.Hardware, SmallDesign.Tasks, SmallDesign.Memory, new SimulationLimits { StressRuns = 6 }, 5).Select(r => r.Program.Task));
    }
}
