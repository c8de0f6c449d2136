using HwAgent.Core.Workloads;

namespace HwAgent.Dataflow.Fusion;

/// <summary>The matrix products of an operator.</summary>
/// <param name="Rows">Rows of one: tokens of all sequences for a product with weights; for an attention product the query rows of one sequence that share a key head.</param>
/// <param name="Columns">Columns of one.</param>
/// <param name="Depth">Length of the sums.</param>
/// <param name="Executions">Products of this shape in one pass of the segment: 1 for a product with weights, key heads times sequences for an attention product.</param>
/// <param name="WeightBits">Width of the second operand.</param>
/// <param name="OutputBits">Width of a result.</param>
/// <param name="IsAttention">Whether the second operand is an activation, too.</param>
/// <param name="BiasBits">Bits of the bias vector of one; 0 for none.</param>
public sealed record GraphProduct(long Rows, long Columns, long Depth, long Executions, int WeightBits, int OutputBits, bool IsAttention, long BiasBits)
{
    /// <summary>For an attention product: which keys its queries see; null for all of them.</summary>
    public CausalMask? Mask { get; init; }

    /// <summary>The columns from the first on by the width of their weights, where <see cref="WeightBits"/> is not that of all.</summary>
    public IReadOnlyList<WeightStripe> Stripes { get; init; } = [new(Columns, WeightBits)];

    /// <summary>Multiply-accumulates of all executions; what a mask hides is not counted.</summary>
    public long Macs => checked(Mask is { } mask ? Rows / mask.Tokens * mask.VisiblePairs * (Columns * Depth / mask.Keys) * Executions : Rows * Columns * Depth * Executions);

    /// <summary>Bits of the second operand of one execution.</summary>
    public long SecondOperandBits => Depth * Stripes.Sum(s => s.Columns * s.Bits);
}
