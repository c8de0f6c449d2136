namespace HwAgent.Dataflow.Mapper;

/// <summary>What a mapping costs, or what no mapping of a set stays below.</summary>
/// <param name="Cycles">By the account of latency that counts.</param>
/// <param name="EnergyPicojoules">Multiplications and every level.</param>
/// <param name="DramBits">Read and written at the outermost level.</param>
internal readonly record struct CostFigures(double Cycles, double EnergyPicojoules, double DramBits)
{
    /// <summary>Worse than everything: no mapping of the set fits.</summary>
    public static CostFigures Infeasible { get; } = new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Whether there is a mapping at all.</summary>
    public bool IsFeasible => !double.IsPositiveInfinity(Cycles);
}
