namespace HwAgent.Agent.Reports.Mapping;

/// <summary>What one pass of a workload costs.</summary>
/// <param name="Cycles">Latency.</param>
/// <param name="EnergyPicojoules">Of memories, multipliers and the vector unit.</param>
/// <param name="DramBytes">Read from and written to the outermost level, rounded up.</param>
public sealed record MapTotals(long Cycles, double EnergyPicojoules, long DramBytes);
