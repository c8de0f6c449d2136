using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evaluation.Simulation;

/// <summary>Chooses what of a design is simulated.</summary>
public static class SimulationPlan
{
    /// <summary>
    /// The product itself when it is small enough; else one with fewer blocks of the same size and the same ragged edges.
    /// </summary>
    public static GemmProgram ForTask(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming timing, SimulationLimits limits)
    {
        var blocks = int.MaxValue;
        while (true)
        {
            var shape = task.Shape;
            if (blocks < int.MaxValue)
                shape = new LayerShape(Keep(shape.M, mapping.BlockRows), Keep(shape.N, mapping.BlockColumns), Keep(shape.K, mapping.BlockDepth));
            var smaller = task with { Shape = shape };
            var (_, beats) = GemmProgram.LayOut(hardware, smaller, mapping);
            if (blocks == 1 || (beats * hardware.BusBytes <= limits.ImageBytes && Predict(hardware, smaller, mapping, timing).TotalCycles <= limits.CyclesPerOperator))
                return GemmProgram.Compile(hardware, smaller, mapping);
            var most = Math.Max((shape.M - 1) / mapping.BlockRows, Math.Max((shape.N - 1) / mapping.BlockColumns, (shape.K - 1) / mapping.BlockDepth)) + 1;
            blocks = Math.Max(1, Math.Min(blocks, most) / 2);
        }

        // At most `blocks` whole blocks and the ragged rest.
        int Keep(int size, int block) => size <= (long)block * blocks ? size : block * blocks + size % block;
    }

    /// <summary>Small random products that reach the corners: every buffer half, ragged edges everywhere, extreme operands, stalls, reset.</summary>
    public static IReadOnlyList<PlannedRun> Stress(AcceleratorParameters hardware, IReadOnlyList<GemmTask> tasks, MemoryTiming timing, SimulationLimits limits, ulong seed)
    {
        var random = new SplitMix64(seed);
        var runs = new List<PlannedRun>();
        for (var attempt = 0; runs.Count < limits.StressRuns && attempt < 1000; attempt++)
        {
            var task = tasks[runs.Count % tasks.Count];
            var columns = hardware.Columns;
            var shape = new LayerShape(1 + random.Next(3 * hardware.Rows), 1 + random.Next(3 * columns), 1 + random.Next(4 * hardware.DepthGranule));
            var small = task with { Name = $"stress-{runs.Count}", Shape = shape, Repeats = 1 };
            var mapping = new GemmMapping(1 + random.Next(2 * hardware.Rows), columns * (1 + random.Next(2)), hardware.DepthGranule * (1 + random.Next(3)), (BlockOrder)random.Next(2));
            if (MappingValidation.Validate(hardware, small, mapping).Count > 0) continue;
            var cycles = Predict(hardware, small, mapping, timing).TotalCycles;
            runs.Add(new PlannedRun(GemmProgram.Compile(hardware, small, mapping), random.Next(), Corners: runs.Count % 2 == 0, StallPerMille: 300, ResetCycle: 1 + random.Next((int)Math.Min(cycles, int.MaxValue))));
        }

        return runs;
    }

    /// <summary>Runs the timing model over a product.</summary>
    public static TimingModel Predict(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming timing)
    {
        var model = new TimingModel(hardware, timing);
        var halves = new BufferHalves();
        ScheduleWalk.Emit(hardware, task, mapping, default, ref halves, ref model);
        model.Add(new Dataflow.Instructions.Instruction { Opcode = Dataflow.Instructions.Opcode.Halt });
        return model;
    }
}
