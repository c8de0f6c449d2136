using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>One operator of a segment.</summary>
/// <param name="Name">As in the workload.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Inputs">Tensors that it reads; of a product, the first operand first, the parts of the second behind it.</param>
/// <param name="Outputs">Tensors that it makes.</param>
public sealed record GraphOperator(string Name, OperatorKind Kind, IReadOnlyList<int> Inputs, IReadOnlyList<int> Outputs)
{
    /// <summary>Its matrix products; null for work of the vector unit.</summary>
    public GraphProduct? Product { get; init; }

    /// <summary>Element operations of the vector unit in one pass of the segment: elements times <see cref="PassesOf"/>.</summary>
    public long VectorElements { get; init; }

    /// <summary>Of <see cref="VectorElements"/> those that a mask hides: they are there because blocks of queries meet whole blocks of keys, and smaller blocks have fewer.</summary>
    public long MaskedElements { get; init; }

    /// <summary>Bits of parameters that a vector operator reads in one pass: norm scales and shifts, table rows.</summary>
    public long ParameterBits { get; init; }

    /// <summary>Whether each result needs elements of its own place alone (a rotation: of its pair), so that it can be made while the elements pass by.</summary>
    public bool IsStreamable => Kind is OperatorKind.Activation or OperatorKind.Elementwise or OperatorKind.Rope;

    /// <summary>
    /// Operations on each element. Softmax: largest, exponential with sum, quotient. Norms: sums, scale. Rotation: two products. Bias and requantisation are part of the
    /// array's output stage and cost nothing here.
    /// </summary>
    public static int PassesOf(OperatorKind kind) => kind switch
    {
        OperatorKind.Softmax => 3,
        OperatorKind.LayerNorm or OperatorKind.RmsNorm or OperatorKind.Rope => 2,
        OperatorKind.Embedding => 0,
        _ => 1,
    };
}
