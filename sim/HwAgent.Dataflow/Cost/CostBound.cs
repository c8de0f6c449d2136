namespace HwAgent.Dataflow.Cost;

/// <summary>What a mapping cannot go below.</summary>
/// <param name="LatencyCycles">At most the exact cycles.</param>
/// <param name="EnergyPicojoules">The exact energy for the given memory sizes.</param>
public readonly record struct CostBound(long LatencyCycles, double EnergyPicojoules);
