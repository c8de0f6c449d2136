using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Cost;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Evaluation.Files;

/// <summary><c>schedule.json</c>: the hardware, the memory behind it, and how each product runs. Cost model, compiler and simulation all start from it.</summary>
public sealed record ScheduleFile
{
    public const string CurrentFormat = "hwagent-schedule-1";

    public string Format { get; init; } = CurrentFormat;

    public required AcceleratorParameters Parameters { get; init; }

    public required MemoryTiming Memory { get; init; }

    public required IReadOnlyList<ScheduledTask> Tasks { get; init; }

    /// <summary>One product and its place in <c>program.hex</c>.</summary>
    /// <param name="Name">The operator's name.</param>
    /// <param name="Shape">M, N, K.</param>
    /// <param name="WeightBits">8, 4 or 2.</param>
    /// <param name="Activate">Applies the activation table.</param>
    /// <param name="Residual">Adds a 16-bit residual.</param>
    /// <param name="Repeats">Executions in one pass.</param>
    /// <param name="Mapping">Blocking.</param>
    /// <param name="Regions">First beat of each operand in the memory image.</param>
    /// <param name="TotalBeats">Size of the memory image.</param>
    /// <param name="ProgramStart">First instruction in <c>program.hex</c>, comment lines not counted.</param>
    /// <param name="ProgramLength">Instructions, HALT included.</param>
    /// <param name="PredictedCycles">Of one execution.</param>
    public sealed record ScheduledTask(
        string Name, LayerShape Shape, int WeightBits, bool Activate, bool Residual, long Repeats, GemmMapping Mapping, MemoryRegions Regions, long TotalBeats, long ProgramStart, long ProgramLength, long PredictedCycles)
    {
        public GemmTask ToTask() => new(Name, Shape, WeightBits) { Activate = Activate, Residual = Residual, Repeats = Repeats };
    }
}
