namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Below which no schedule goes that groups and tiles the operators in one of the ways considered, whatever the mappings of its products.</summary>
/// <param name="Cycles">Of one pass.</param>
/// <param name="EnergyPicojoules">Of one pass; another schedule may have the least than that with the least cycles.</param>
/// <param name="Considered">Groups times ways to tile each.</param>
public sealed record MapFloor(long Cycles, double EnergyPicojoules, long Considered);
