namespace HwAgent.Dataflow.Analysis;

/// <summary>What one execution of a mapping costs in DRAM with a layout.</summary>
/// <param name="Tensors">By operand.</param>
/// <param name="BusCycles">Of the memory's clock, that its data bus is busy, refreshes included.</param>
/// <param name="RowCycles">Of the memory's clock, that opening the rows takes, refreshes included; they are opened while data moves.</param>
/// <param name="Cycles">The longer of the two, and the first access.</param>
/// <param name="RowPicojoules">Of opening and closing rows.</param>
/// <param name="BurstPicojoules">Of moving bursts, those bits included that nobody asked for.</param>
/// <param name="BytesPerSecond">The mapping's own bytes over the time: what is left of the peak after partly used bursts, opened rows and refreshes.</param>
public sealed record DramCost(
    IReadOnlyList<DramTensorCost> Tensors, double BusCycles, double RowCycles, long Cycles, double RowPicojoules, double BurstPicojoules, double BytesPerSecond)
{
    /// <summary>Bursts moved.</summary>
    public long Bursts => Tensors.Sum(t => t.All.Bursts);

    /// <summary>Rows opened.</summary>
    public long RowMisses => Tensors.Sum(t => t.All.RowMisses);
}
