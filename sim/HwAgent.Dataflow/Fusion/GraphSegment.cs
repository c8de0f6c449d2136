namespace HwAgent.Dataflow.Fusion;

/// <summary>A chain of operators that is executed as often as a model has such blocks: one transformer block, or what stands before, between and behind the blocks.</summary>
/// <param name="Name">The block's prefix in operator names, or the first operator's name.</param>
/// <param name="Layers">Times that it is executed in one pass of the workload, each with parameters of its own.</param>
/// <param name="IsBlock">Whether rows of different tokens meet in attention alone, so that all of it may be fused; elsewhere only what <see cref="GraphOperator.IsStreamable"/>.</param>
/// <param name="Operators">In execution order.</param>
/// <param name="Tensors">Referred to by index.</param>
public sealed record GraphSegment(string Name, long Layers, bool IsBlock, IReadOnlyList<GraphOperator> Operators, IReadOnlyList<GraphTensor> Tensors)
{
    /// <summary>Tokens of all sequences.</summary>
    public long Rows { get; init; } = 1;

    /// <summary>Tokens of one sequence; divides <see cref="Rows"/>.</summary>
    public long TokensPerSequence { get; init; } = 1;

    /// <summary>Query heads that share one key head.</summary>
    public long HeadsPerGroup { get; init; } = 1;

    /// <summary>Whether keys come from a cache, too.</summary>
    public bool HasCache { get; init; }

    /// <summary>Multiply-accumulates of one execution.</summary>
    public long Macs => Operators.Sum(o => o.Product?.Macs ?? 0);

    /// <summary>Operations of the vector unit that one execution cannot do without.</summary>
    public long VectorElements => Operators.Sum(o => o.VectorElements - o.MaskedElements);
}
