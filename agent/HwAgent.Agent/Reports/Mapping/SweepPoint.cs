namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One architecture of a sweep.</summary>
/// <param name="Architecture">Its name: the base's, and what was changed.</param>
/// <param name="Multipliers">Multipliers in all.</param>
/// <param name="OnChipKib">Bounded memories in all.</param>
/// <param name="DramBytesPerCycle">Bandwidth of the outermost level; null when nothing limits it.</param>
/// <param name="Totals">One pass of the workload; null when an operator has no mapping to it.</param>
/// <param name="Utilisation">Of the multipliers, 0 to 1.</param>
public sealed record SweepPoint(string Architecture, long Multipliers, double OnChipKib, double? DramBytesPerCycle, MapTotals? Totals, double Utilisation)
{
    /// <summary>What sets the pass of the workload apart from the others of the sweep; empty where there is one alone.</summary>
    public string Pass { get; init; } = "";

    /// <summary>Whether no other point of the same pass is at least as good in cycles, energy, multipliers, memory and bandwidth, and better in one.</summary>
    public bool IsOnFront { get; init; }
}
