namespace HwAgent.Dataflow.Mapper.Quick;

/// <summary>Bits that pass between the shared buffer and the array: sums come back unless they are new, and leave.</summary>
/// <param name="Inputs">Read.</param>
/// <param name="Weights">Read.</param>
/// <param name="Sums">Read.</param>
/// <param name="Results">Sums and results written.</param>
internal readonly record struct ArrayTraffic(double Inputs, double Weights, double Sums, double Results)
{
    /// <summary>Both ways.</summary>
    public double Total => Inputs + Weights + Sums + Results;
}
