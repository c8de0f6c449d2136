namespace HwAgent.Dataflow.Analysis;

/// <summary>What a mapping costs when rows, banks and bursts of the DRAM count.</summary>
/// <param name="Plain">By bandwidth and bits alone: never above the other in cycles or energy.</param>
/// <param name="Cost">The same with the memory's own time in the place of its ports' where that is longer, and its own energy.</param>
/// <param name="Dram">What happens in the memory.</param>
/// <param name="BackgroundPicojoules">What the memory takes for standing and being refreshed in the time of the cost; a part of its energy.</param>
public sealed record DramNestCost(NestCost Plain, NestCost Cost, DramCost Dram, double BackgroundPicojoules);
