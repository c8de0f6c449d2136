namespace HwAgent.Core.Workloads;

/// <summary>One operator of a <see cref="Workload"/>, executed <see cref="Repeats"/> times with the same shape.</summary>
/// <param name="Name">Dotted path, e.g. <c>vision.block.fc1</c> or <c>decoder.block.attn.scores</c>; unique in its workload.</param>
/// <param name="Kind">What it computes.</param>
/// <param name="Repeats">Executions in one pass of the workload (layers x heads x batch x images), at least 1.</param>
public sealed record Operator(string Name, OperatorKind Kind, long Repeats)
{
    /// <summary>The matrix product of one execution; null for operators that are not matrix products.</summary>
    public LayerShape? Gemm { get; init; }

    /// <summary>Output elements of one execution.</summary>
    public long Elements { get; init; }

    /// <summary>True for a matrix product with a bias vector of length N.</summary>
    public bool HasBias { get; init; }

    /// <summary>The activation function that follows directly and can be fused (<c>gelu</c>, <c>silu</c>, <c>relu</c>, <c>quick_gelu</c>), or null.</summary>
    public string? FusedActivation { get; init; }

    /// <summary>True when the result is added to the residual stream and that add can be fused.</summary>
    public bool AddsResidual { get; init; }

    /// <summary>
    /// For an activation or a residual add: the name of the matrix product that can do it on the way out (the one whose
    /// <see cref="FusedActivation"/> or <see cref="AddsResidual"/> says so). An accelerator that fuses it skips this operator. Null otherwise.
    /// </summary>
    public string? FusableInto { get; init; }

    /// <summary>Parameters that this operator owns over all its repeats that have parameters of their own (weights, biases, norm scales, tables). Tied tables count once, with their first owner.</summary>
    public long Parameters { get; init; }

    /// <summary>For an attention product: which keys its queries see; null for all of them.</summary>
    public CausalMask? Mask { get; init; }

    /// <summary>Multiply-accumulates over all repeats, pairs that a mask leaves unseen not counted; 0 for operators that are not matrix products.</summary>
    public long Macs => Gemm is not { } g ? 0 : Repeats * (Mask is { } mask ? VisiblePairs(g, mask) * (Kind == OperatorKind.AttentionScores ? g.K : g.N) : g.Macs);

    /// <summary>Pairs of a query and a key that it sees, over the query heads that are stacked in the rows of a product.</summary>
    internal static long VisiblePairs(LayerShape shape, CausalMask mask) => shape.M / mask.Tokens * mask.VisiblePairs;
}
