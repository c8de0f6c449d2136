namespace HwAgent.Dataflow.Problems;

/// <summary>One tensor of a product.</summary>
/// <param name="Name">As people call it: <c>Inputs</c>, <c>Weights</c>, <c>Outputs</c>.</param>
/// <param name="Dimensions">The dimensions that index it: bit d is dimension d of the problem. An absent dimension reuses the tensor.</param>
/// <param name="Bits">Width of an element: 1 to 32; for the output its width once it is final.</param>
public readonly record struct ProblemTensor(string Name, int Dimensions, int Bits)
{
    /// <summary>Whether a dimension indexes the tensor.</summary>
    public bool Uses(int dimension) => (Dimensions >> dimension & 1) != 0;
}
