namespace HwAgent.Agent.Reports.Mapping;

/// <summary>What rows, banks and bursts of the off-chip memory make of one execution of an operator.</summary>
/// <param name="Memory">The memory's name.</param>
/// <param name="BusCycles">Of the accelerator's clock, that its data bus is busy, refreshes included.</param>
/// <param name="RowCycles">Of the accelerator's clock, that opening its rows takes, refreshes included.</param>
/// <param name="RefreshShare">Part of all time that refreshes take, 0 to 1.</param>
/// <param name="RowPicojoules">Energy of opening and closing rows.</param>
/// <param name="BurstPicojoules">Energy of moving bursts.</param>
/// <param name="BackgroundPicojoules">Energy of standing and being refreshed.</param>
/// <param name="PlainCycles">What the mapping would take by bandwidth alone.</param>
/// <param name="PlainPicojoules">What it would take by bits alone.</param>
/// <param name="Tensors">By tensor, with the layout that was chosen.</param>
public sealed record MapDram(
    string Memory,
    double BusCycles,
    double RowCycles,
    double RefreshShare,
    double RowPicojoules,
    double BurstPicojoules,
    double BackgroundPicojoules,
    long PlainCycles,
    double PlainPicojoules,
    IReadOnlyList<MapDramTensor> Tensors);
