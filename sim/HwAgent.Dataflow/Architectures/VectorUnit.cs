namespace HwAgent.Dataflow.Architectures;

/// <summary>The unit for what is not a matrix product: softmax, norms, activation functions, element-wise sums and products.</summary>
/// <param name="Lanes">Elements a cycle.</param>
/// <param name="PicojoulesPerElement">Energy of one element of one operation.</param>
public sealed record VectorUnit(int Lanes, double PicojoulesPerElement)
{
    /// <summary>Where the energy comes from.</summary>
    public string EnergySource { get; init; } = "not given";
}
