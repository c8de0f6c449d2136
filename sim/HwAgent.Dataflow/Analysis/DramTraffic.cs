namespace HwAgent.Dataflow.Analysis;

/// <summary>What one tensor does to the DRAM in one execution. A transfer is one tile to or from the level below, in the order of addresses; its rows are opened for it.</summary>
/// <param name="ReadBursts">Bursts read.</param>
/// <param name="WrittenBursts">Bursts written.</param>
/// <param name="ReadRows">Rows opened to read.</param>
/// <param name="WrittenRows">Rows opened to write.</param>
public readonly record struct DramTraffic(long ReadBursts, long WrittenBursts, long ReadRows, long WrittenRows)
{
    /// <summary>Bursts that find their row open.</summary>
    public long RowHits => ReadBursts + WrittenBursts - RowMisses;

    /// <summary>Bursts for which a row is opened.</summary>
    public long RowMisses => ReadRows + WrittenRows;
}
