namespace HwAgent.Dataflow.Mapper;

/// <summary>Which latency a search makes small.</summary>
public enum LatencyAccount
{
    /// <summary><see cref="Analysis.NestCost.LatencyCycles"/>: with fill, drain and stalls.</summary>
    Full,

    /// <summary><see cref="Analysis.NestCost.SteadyCycles"/>: the busiest of multipliers and ports, as Timeloop counts.</summary>
    Steady,
}
