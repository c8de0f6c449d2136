namespace HwAgent.Agent.Reports.Mapping;

/// <summary>A workload on variants of an architecture: what <c>sweep.json</c> holds.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Base">The architecture that was varied.</param>
/// <param name="Objective">What each mapping makes small.</param>
/// <param name="Points">In the order of the sweep.</param>
public sealed record SweepOutcome(string Workload, string Base, string Objective, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>Marks the points of the Pareto front.</summary>
    public static SweepOutcome Of(string workload, string baseName, string objective, IReadOnlyList<SweepPoint> points) => new(
        workload, baseName, objective, [.. points.Select(p => p with { IsOnFront = p.Totals is not null && !points.Any(o => Dominates(o, p)) })]);

    private static bool Dominates(SweepPoint a, SweepPoint b)
    {
        // Passes are different work.
        if (a.Totals is not { } x || b.Totals is not { } y || a.Pass != b.Pass) return false;
        (double A, double B)[] figures = [(x.Cycles, y.Cycles), (x.EnergyPicojoules, y.EnergyPicojoules), (a.Multipliers, b.Multipliers), (a.OnChipKib, b.OnChipKib), (a.DramBytesPerCycle ?? double.MaxValue, b.DramBytesPerCycle ?? double.MaxValue)];
        return figures.All(f => f.A <= f.B) && figures.Any(f => f.A < f.B);
    }
}
