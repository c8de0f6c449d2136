namespace HwAgent.Evals.Mapper;

/// <summary>One product mapped, timed.</summary>
/// <param name="Product">Name and sizes.</param>
/// <param name="Hardware">Name of the architecture.</param>
/// <param name="Objective">What was made small.</param>
/// <param name="Cycles">Of the best mapping, by the account of latency that was asked for.</param>
/// <param name="EnergyPicojoules">Of the best mapping.</param>
/// <param name="DramBytes">Of the best mapping.</param>
/// <param name="IsOptimal">Proven in the space of the search.</param>
/// <param name="Gap">To the bound; 0 when optimal.</param>
/// <param name="Considered">Costs and bounds computed.</param>
/// <param name="CpuMilliseconds">Processor time of the search.</param>
public sealed record MapperRow(string Product, string Hardware, string Objective, double Cycles, double EnergyPicojoules, double DramBytes, bool IsOptimal, double Gap, long Considered, double CpuMilliseconds)
{
    /// <summary>Costs and bounds a second of one core, the making of the search's space included.</summary>
    public double ConsideredPerSecond => CpuMilliseconds > 0 ? Considered / CpuMilliseconds * 1000 : 0;
}
