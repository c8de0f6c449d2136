namespace HwAgent.Dataflow.Search;

/// <summary>What a design is judged by, for one pass of the workload; exact, or what it cannot go below.</summary>
public readonly record struct DesignFigures(double Cycles, double EnergyPicojoules, double AreaGateEquivalents, double OnChipKib)
{
    public static DesignFigures Of(DesignPoint p) => new(p.LatencyCycles, p.EnergyPicojoules, p.AreaGateEquivalents, p.OnChipKib);

    /// <summary>No worse in latency, energy and area. Two equal designs dominate each other.</summary>
    public bool Dominates(in DesignFigures other) =>
        Cycles <= other.Cycles && EnergyPicojoules <= other.EnergyPicojoules && AreaGateEquivalents <= other.AreaGateEquivalents;
}
