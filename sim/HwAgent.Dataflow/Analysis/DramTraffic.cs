namespace HwAgent.Dataflow.Analysis;

/// <summary>What one tensor does to the DRAM in one execution, reads or writes alone. A transfer is one tile to or from the level below, in the order of addresses; its rows are opened for it.</summary>
/// <param name="Bursts">Bursts moved.</param>
/// <param name="RowMisses">Bursts for which a row is opened.</param>
/// <param name="Repeats">Bursts right behind one of the same row.</param>
public readonly record struct DramTraffic(long Bursts, long RowMisses, long Repeats)
{
    /// <summary>Bursts that find their row open.</summary>
    public long RowHits => Bursts - RowMisses;

    /// <summary>Both.</summary>
    public static DramTraffic operator +(DramTraffic a, DramTraffic b) => new(a.Bursts + b.Bursts, a.RowMisses + b.RowMisses, a.Repeats + b.Repeats);
}
