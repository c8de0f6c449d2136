namespace HwAgent.Dataflow.Analysis;

/// <summary>What one memory level does in one execution.</summary>
/// <param name="Name">The level.</param>
/// <param name="Traffic">By operand, in the order of Input, Weight, Output.</param>
/// <param name="ReadBits">Bits read, over all instances.</param>
/// <param name="WrittenBits">Bits written, over all instances.</param>
/// <param name="OccupiedBits">Most bits held in one instance, all buffers counted.</param>
/// <param name="PortCycles">Cycles that the busiest port of the busiest instance needs for its traffic.</param>
/// <param name="EnergyPicojoules">Of its reads and writes.</param>
public sealed record LevelCost(string Name, IReadOnlyList<OperandTraffic> Traffic, long ReadBits, long WrittenBits, long OccupiedBits, long PortCycles, double EnergyPicojoules);
