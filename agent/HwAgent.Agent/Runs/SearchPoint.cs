namespace HwAgent.Agent.Runs;

/// <summary>One design of the search, as predicted.</summary>
public sealed record SearchPoint(string Label, double LatencyMilliseconds, double EnergyMillijoules, double AreaGateEquivalents, double OnChipKib);
