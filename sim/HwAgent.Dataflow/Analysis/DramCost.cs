namespace HwAgent.Dataflow.Analysis;

/// <summary>What one execution of a mapping costs in DRAM with a layout.</summary>
/// <param name="Tensors">By operand.</param>
/// <param name="Cycles">Of the memory's clock, that the channel is busy: data or rows, whichever takes longer, and the first access.</param>
/// <param name="EnergyPicojoules">Rows and bursts.</param>
/// <param name="BytesPerSecond">The mapping's own bytes over the time: what is left of the peak after partly used bursts and opened rows.</param>
public sealed record DramCost(IReadOnlyList<DramTraffic> Tensors, long Cycles, double EnergyPicojoules, double BytesPerSecond);
