using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Search;

/// <summary>The budget in the units of the cost model; what is not limited is infinite.</summary>
internal sealed record Limits(double Cycles, double EnergyPicojoules, double AreaGateEquivalents, double OnChipKib, double ClockMegahertz)
{
    public static Limits Of(Budget budget) => new(
        // 1 ms at 1 MHz is 1000 cycles.
        budget.LatencyMilliseconds * budget.ClockMegahertz * 1000 ?? double.PositiveInfinity,
        budget.EnergyMillijoules * 1e9 ?? double.PositiveInfinity,
        budget.AreaGateEquivalents ?? double.PositiveInfinity,
        budget.OnChipKib ?? double.PositiveInfinity,
        budget.ClockMegahertz);

    /// <summary>0 when every limit holds; else the sum of the overshoots as parts of their limits.</summary>
    public double Violation(in DesignFigures f) =>
        Over(f.Cycles, Cycles) + Over(f.EnergyPicojoules, EnergyPicojoules) + Over(f.AreaGateEquivalents, AreaGateEquivalents) + Over(f.OnChipKib, OnChipKib);

    /// <summary>Each missed budget: its key, and a sentence with value and limit.</summary>
    public IEnumerable<(string Key, string Text)> Misses(DesignFigures f)
    {
        if (f.Cycles > Cycles) yield return ("latency", $"latency {Milliseconds(f.Cycles):G4} ms, budget {Milliseconds(Cycles):G4} ms");
        if (f.EnergyPicojoules > EnergyPicojoules) yield return ("energy", $"energy {f.EnergyPicojoules * 1e-9:G4} mJ, budget {EnergyPicojoules * 1e-9:G4} mJ");
        if (f.AreaGateEquivalents > AreaGateEquivalents) yield return ("area", $"area {f.AreaGateEquivalents:F0} gate equivalents, budget {AreaGateEquivalents:F0}");
        if (f.OnChipKib > OnChipKib) yield return ("on_chip", $"on-chip memory {f.OnChipKib:G5} KiB, budget {OnChipKib:G5} KiB");
    }

    private double Milliseconds(double cycles) => cycles / (ClockMegahertz * 1000);

    private static double Over(double value, double limit) => value <= limit ? 0 : limit <= 0 ? double.MaxValue / 8 : value / limit - 1;
}
