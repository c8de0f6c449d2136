using HwAgent.Dataflow.Compilation;
using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Instructions;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Cost;

/// <summary>What one execution of a mapped product costs. The mapping must be valid for the hardware (<see cref="MappingValidation"/>).</summary>
public static class CostModel
{
    /// <summary>Exact cycles (equal to the simulated ones) and bytes; energy by counting every access of the RTL with the table of <paramref name="technology"/>.</summary>
    public static CostBreakdown Evaluate(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming memory, TechnologyNode technology)
    {
        var timing = Run(hardware, task, mapping, memory);
        var totals = WalkTotals.Of(hardware, task, mapping);
        var counts = EnergyCounts.Of(hardware, task, totals, technology);
        var cycles = timing.TotalCycles;
        return new CostBreakdown
        {
            LatencyCycles = cycles,
            BusyCycles = timing.BusyCycles,
            ReadBytes = timing.ReadBeats * hardware.BusBytes,
            WriteBytes = timing.WriteBeats * hardware.BusBytes,
            Macs = task.Shape.Macs,
            Utilisation = (double)task.Shape.Macs / ((double)cycles * hardware.PeakMacs),
            EnergyPicojoulesByPart = counts.ByPart(SramRates.Of(hardware, technology)),
            BoundBy = BoundBy(cycles, totals, memory),
        };
    }

    /// <summary>Exact cycles alone.</summary>
    public static long Cycles(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming memory) => Run(hardware, task, mapping, memory).TotalCycles;

    /// <summary>Cycles that are never more than the exact ones, and the exact energy, in constant time whatever the size of the product.</summary>
    public static CostBound LowerBound(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming memory, TechnologyNode technology)
    {
        var g = new BlockGeometry(hardware, task, mapping);
        var totals = WalkTotals.Of(g, hardware, task, mapping);
        return new CostBound(CycleBound.Of(g, hardware, task, mapping, memory, totals), EnergyCounts.Of(hardware, task, totals, technology).At(SramRates.Of(hardware, technology)));
    }

    private static TimingModel Run(AcceleratorParameters hardware, GemmTask task, GemmMapping mapping, MemoryTiming memory)
    {
        var timing = new SteadyTiming(hardware, memory);
        var halves = new BufferHalves();
        // Addresses do not matter to time.
        ScheduleWalk.Emit(hardware, task, mapping, default, ref halves, ref timing);
        timing.Add(new Instruction { Opcode = Opcode.Halt });
        return timing.Timing;
    }

    /// <summary>The array or the port, whichever is occupied longer; neither when both together stand idle for more than half of the time.</summary>
    private static string BoundBy(long cycles, in WalkTotals totals, MemoryTiming memory)
    {
        var compute = totals.ControllerCycles;
        var port = memory.LastBeat(0, totals.LoadBeats + totals.StoreBeats) + 1;
        if (2 * Math.Max(compute, port) < cycles) return "latency";
        return compute >= port ? "compute" : "memory";
    }
}
