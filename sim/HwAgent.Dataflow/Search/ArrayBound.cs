using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>What no design on an array can go below, whatever its buffers and mappings.</summary>
internal static class ArrayBound
{
    public static DesignFigures Of(SearchContext context, AcceleratorParameters array)
    {
        double cycles = 0, energy = 0;
        foreach (var task in context.Tasks)
        {
            var (taskCycles, taskEnergy) = Of(context, array, task);
            cycles += (double)taskCycles * task.Repeats;
            energy += taskEnergy * task.Repeats;
        }

        var smallest = BufferNeeds.Smallest(array).ApplyTo(array);
        return new DesignFigures(cycles, energy, AreaModel.GateEquivalents(smallest), smallest.OnChipKib);
    }

    /// <summary>The same of one execution of a product.</summary>
    public static (long Cycles, double Energy) Of(SearchContext context, AcceleratorParameters p, GemmTask task)
    {
        var (m, n, k) = task.Shape;
        long columnTiles = Ceil(n, p.Columns), depthTiles = Ceil(k, p.Rows), rowTiles = Ceil(m, p.Rows);
        // Whole tiles, each at least as long as the array needs to empty or refill.
        var compute = p.IsOutputStationary
            ? columnTiles * rowTiles * Math.Max(Math.Max(k, p.Rows), BlockGeometry.MinInterval)
            : columnTiles * depthTiles * Math.Max(Math.Max(m, p.Rows), BlockGeometry.MinInterval);
        // Every operand once, packed without a gap.
        var outBytes = task.Residual ? 2L : 1L;
        var bytes = (long)m * k + Ceil((long)n * k * task.WeightBits, 8) + 8L * n + (task.Activate ? 256 : 0) + (long)m * n * outBytes * (task.Residual ? 2 : 1);
        var port = context.MemoryOf(p).LastBeat(0, Ceil(bytes, p.BusBytes)) + 1;
        var busy = (p.IsOutputStationary ? columnTiles * rowTiles * k : columnTiles * depthTiles * m) * (double)p.PeakMacs;
        var technology = context.Technology;
        return (Math.Max(compute, port), busy * technology.MacPicojoules(p.MaxWeightBits) + bytes * technology.DramPicojoulesPerByte);
    }

    private static long Ceil(long value, long divisor) => (value + divisor - 1) / divisor;
}
