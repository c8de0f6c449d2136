namespace HwAgent.Dataflow.Mapper;

/// <summary>What no mapping of the searched space stays below, each figure for itself.</summary>
/// <param name="Cycles">By the request's account of latency.</param>
/// <param name="EnergyPicojoules">Multiplications and every level.</param>
/// <param name="DramBits">Read and written at the outermost level.</param>
/// <param name="Objective">The figure that the objective names first: cycles, picojoules or cycles times picojoules.</param>
public readonly record struct LowerBound(double Cycles, double EnergyPicojoules, double DramBits, double Objective);
