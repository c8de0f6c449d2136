using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Cost;

/// <summary>
/// The memory behind the accelerator's port, as the cost model and the simulation both understand it: requests
/// are always taken, served in order over one data bus; read data comes no earlier than <paramref name="LatencyCycles"/>
/// after its request; a beat moves only in the cycles t with floor((t+1) * Numerator / Denominator) > floor(t * Numerator / Denominator).
/// </summary>
/// <param name="LatencyCycles">From an accepted read request to its first beat, at least 1.</param>
/// <param name="Numerator">Beats per <paramref name="Denominator"/> cycles, at most <paramref name="Denominator"/>.</param>
/// <param name="Denominator">At least 1.</param>
public readonly record struct MemoryTiming(int LatencyCycles, int Numerator, int Denominator)
{
    /// <summary>Read latency that designs are searched and simulated with: about 80 ns of a DRAM access at 500 MHz.</summary>
    public const int DefaultLatencyCycles = 40;

    /// <summary>How far the ratio may be from the bandwidth asked for, as a part of it.</summary>
    private const double Tolerance = 0.001;

    /// <summary>The memory that designs for a budget are searched, priced and simulated with.</summary>
    public static MemoryTiming Of(Budget budget, AcceleratorParameters hardware) => FromBandwidth(budget.DramBytesPerCycle, hardware.BusBytes, DefaultLatencyCycles);

    /// <summary>
    /// The memory for a bandwidth in bytes a cycle, never above one beat a cycle: the smallest fraction within a thousandth of it. The smaller the
    /// fraction, the sooner the pattern of beats repeats, and with it the work of the accelerator.
    /// </summary>
    public static MemoryTiming FromBandwidth(double bytesPerCycle, int busBytes, int latencyCycles)
    {
        var ratio = Math.Clamp(bytesPerCycle / busBytes, 0.001, 1);
        for (var numerator = 1; ; numerator++)
        {
            var denominator = Math.Max(numerator, (int)Math.Round(numerator / ratio));
            if (Math.Abs(numerator - denominator * ratio) <= Tolerance * denominator * ratio) return new MemoryTiming(latencyCycles, numerator, denominator);
        }
    }

    /// <summary>The cycle of the last of <paramref name="beats"/> beats when the first may move in cycle <paramref name="from"/>.</summary>
    public long LastBeat(long from, long beats)
    {
        if (Numerator == Denominator) return from + beats - 1;
        var target = (from * Numerator / Denominator) + beats;
        return (target * Denominator + Numerator - 1) / Numerator - 1;
    }
}
