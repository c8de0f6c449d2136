namespace HwAgent.Dataflow.Fusion;

/// <summary>What a DRAM of rows and bursts does for something; nothing where bandwidth alone counts.</summary>
/// <param name="BusCycles">Of its clock, that its data bus is busy, refreshes included.</param>
/// <param name="RowCycles">Of its clock, that opening rows takes, refreshes included.</param>
/// <param name="Picojoules">Of its rows and bursts.</param>
internal readonly record struct DramWork(double BusCycles, double RowCycles, double Picojoules)
{
    public static DramWork operator +(in DramWork a, in DramWork b) => new(a.BusCycles + b.BusCycles, a.RowCycles + b.RowCycles, a.Picojoules + b.Picojoules);

    public static DramWork operator *(long times, in DramWork a) => new(times * a.BusCycles, times * a.RowCycles, times * a.Picojoules);
}
