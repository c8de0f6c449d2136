namespace HwAgent.Dataflow.Problems;

/// <summary>The three tensors of a product: Output[...] += Input[...] * Weight[...].</summary>
public enum Operand
{
    /// <summary>The activations; for Q*K^T the queries, for P*V the probabilities.</summary>
    Input = 0,

    /// <summary>The parameters; for an attention product the keys or the values.</summary>
    Weight = 1,

    /// <summary>The results, as partial sums until the last summed dimension is through.</summary>
    Output = 2,
}
