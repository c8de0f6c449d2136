using System.Globalization;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>The budget in the units of the cost model; what is not limited is infinite.</summary>
/// <param name="Cycles">For one pass of the workload.</param>
/// <param name="EnergyPicojoules">For one pass of the workload.</param>
/// <param name="AreaGateEquivalents">Logic.</param>
/// <param name="OnChipKib">All memories.</param>
/// <param name="ClockMegahertz">Turns cycles back into milliseconds.</param>
public sealed record Limits(double Cycles, double EnergyPicojoules, double AreaGateEquivalents, double OnChipKib, double ClockMegahertz)
{
    public static Limits Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new(
            // 1 ms at 1 MHz is 1000 cycles.
            budget.LatencyMilliseconds * budget.ClockMegahertz * 1000 ?? double.PositiveInfinity,
            budget.EnergyMillijoules * 1e9 ?? double.PositiveInfinity,
            budget.AreaGateEquivalents ?? double.PositiveInfinity,
            budget.OnChipKib ?? double.PositiveInfinity,
            budget.ClockMegahertz);
    }

    /// <summary>0 when every limit holds; else the sum of the overshoots as parts of their limits.</summary>
    public double Violation(in DesignFigures f) =>
        Over(f.Cycles, Cycles) + Over(f.EnergyPicojoules, EnergyPicojoules) + Over(f.AreaGateEquivalents, AreaGateEquivalents) + Over(f.OnChipKib, OnChipKib);

    /// <summary>Each missed budget: its key, and a sentence with value and limit.</summary>
    public IEnumerable<(string Key, string Text)> Misses(DesignFigures f)
    {
        if (f.Cycles > Cycles) yield return ("latency", Miss("latency", Milliseconds(f.Cycles), Milliseconds(Cycles), "ms"));
        if (f.EnergyPicojoules > EnergyPicojoules) yield return ("energy", Miss("energy", f.EnergyPicojoules * 1e-9, EnergyPicojoules * 1e-9, "mJ"));
        if (f.AreaGateEquivalents > AreaGateEquivalents) yield return ("area", Miss("area", f.AreaGateEquivalents, AreaGateEquivalents, "gate equivalents"));
        if (f.OnChipKib > OnChipKib) yield return ("on_chip", Miss("on-chip memory", f.OnChipKib, OnChipKib, "KiB"));
    }

    private static string Miss(string what, double value, double limit, string unit) => $"{what} {Text(value)} {unit}, budget {Text(limit)} {unit}";

    /// <summary>Three decimals, or three digits behind the first of a small number: a budget of a microsecond is not "0 ms".</summary>
    private static string Text(double value) => value.ToString(value is 0 or >= 0.1 ? "0.###" : "0.###e0", CultureInfo.InvariantCulture);

    private double Milliseconds(double cycles) => cycles / (ClockMegahertz * 1000);

    /// <summary>Never 0 for a limit that is missed, however little.</summary>
    private static double Over(double value, double limit) => value <= limit ? 0 : limit <= 0 ? double.MaxValue / 8 : Math.Max(value / limit - 1, double.Epsilon);
}
