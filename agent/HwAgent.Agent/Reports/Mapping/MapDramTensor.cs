namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One tensor in off-chip memory.</summary>
/// <param name="Layout">Its name and where its elements are: the dimension that runs fastest last, or in tiles.</param>
/// <param name="ReadBursts">Bursts read.</param>
/// <param name="WrittenBursts">Bursts written.</param>
/// <param name="RowHits">Bursts that find their row open.</param>
/// <param name="RowMisses">Bursts for which a row is opened.</param>
/// <param name="BusCycles">Of the accelerator's clock, that the data bus is busy with them, refreshes included.</param>
/// <param name="Picojoules">Energy of its rows and bursts.</param>
public sealed record MapDramTensor(string Layout, long ReadBursts, long WrittenBursts, long RowHits, long RowMisses, double BusCycles, double Picojoules);
