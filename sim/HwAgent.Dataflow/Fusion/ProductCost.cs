namespace HwAgent.Dataflow.Fusion;

/// <summary>One execution of a product inside of a group: exact, or a lower bound.</summary>
/// <param name="FillCycles">Before the first multiplication.</param>
/// <param name="RunCycles">From there to the last one: computing and stalls.</param>
/// <param name="DrainCycles">After the last multiplication.</param>
/// <param name="SteadyCycles">When executions follow each other: computing and stalls, and no less than any port needs.</param>
/// <param name="Traffic">Of the off-chip memory.</param>
/// <param name="OnChipPicojoules">All energy but that of the off-chip memory.</param>
/// <param name="Work">Rows and bursts of the off-chip memory, where they count.</param>
internal sealed record ProductCost(long FillCycles, long RunCycles, long DrainCycles, long SteadyCycles, ProductTraffic Traffic, double OnChipPicojoules, DramWork Work);
