using HwAgent.Dataflow.Mapper;

namespace HwAgent.Dataflow.Fusion;

/// <summary>What something costs in all.</summary>
/// <param name="Cycles">Latency.</param>
/// <param name="EnergyPicojoules">Energy.</param>
/// <param name="Traffic">Of the off-chip memory, in bits.</param>
public sealed record ScheduleTotals(long Cycles, double EnergyPicojoules, TrafficBits Traffic)
{
    /// <summary>Nothing.</summary>
    public static ScheduleTotals None { get; } = new(0, 0, default);

    /// <summary>What is compared.</summary>
    internal CostFigures Figures => new(Cycles, EnergyPicojoules, Traffic.Total);

    public static ScheduleTotals operator +(ScheduleTotals a, ScheduleTotals b) =>
        new(checked(a.Cycles + b.Cycles), a.EnergyPicojoules + b.EnergyPicojoules, a.Traffic + b.Traffic);

    public static ScheduleTotals operator *(long times, ScheduleTotals a) => new(checked(times * a.Cycles), times * a.EnergyPicojoules, times * a.Traffic);
}
