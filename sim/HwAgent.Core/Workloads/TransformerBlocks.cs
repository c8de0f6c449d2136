namespace HwAgent.Core.Workloads;

/// <summary>The blocks of one transformer stack: attention and MLP, repeated <see cref="Layers"/> times.</summary>
internal sealed record TransformerBlocks
{
    /// <summary>First part of every operator name, e.g. <c>decoder</c>.</summary>
    public required string Prefix { get; init; }

    public required int Layers { get; init; }

    /// <summary>Number of the block where it stands for itself alone; null where all are alike.</summary>
    public int? Index { get; init; }

    /// <summary>Independent sequences side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>Rows of one sequence that go through the stack.</summary>
    public required int Tokens { get; init; }

    /// <summary>Keys that a query sees, the sequence's own included.</summary>
    public required int Keys { get; init; }

    /// <summary>Which of the keys a query sees; null for all of them.</summary>
    public CausalMask? Mask { get; init; }

    public required int HiddenSize { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int IntermediateSize { get; init; }

    public required string Activation { get; init; }

    public bool GatedMlp { get; init; }

    public bool Rope { get; init; }

    public bool PostNorm { get; init; }

    public NormKind Norm { get; init; }

    public bool QkvBias { get; init; } = true;

    public bool OutputBias { get; init; } = true;

    public bool MlpBias { get; init; } = true;

    /// <summary>Tokens of one sequence that are merged into others between attention and MLP; 0 for none, and then blocks are alike and stand for each other.</summary>
    public int Merged { get; init; }

    /// <summary>The same stack's block of a number, with sizes of its own.</summary>
    public TransformerBlocks With(BlockShape shape, int index) => this with
    {
        Layers = 1, Index = index, Heads = Heads / KeyValueHeads * shape.KeyValueHeads, KeyValueHeads = shape.KeyValueHeads, IntermediateSize = shape.IntermediateSize,
    };

    private string Block => $"{Prefix}.block{Index}";

    /// <summary>Rows of all sequences together: weights are read once for all of them.</summary>
    private int Rows => checked(Batch * Tokens);

    /// <summary>Rows behind merging.</summary>
    private int MlpRows => checked(Batch * (Tokens - Merged));

    public void AppendTo(OperatorList list)
    {
        // A stack that is cut off before its first block has no operators.
        if (Layers == 0) return;
        if (!PostNorm) AppendNorm(list, "norm1", Rows);
        AppendAttention(list);
        if (Merged > 0) AppendMerge(list);
        AppendNorm(list, PostNorm ? "norm1" : "norm2", MlpRows);
        AppendMlp(list);
        if (PostNorm) AppendNorm(list, "norm2", MlpRows);
    }

    private void AppendNorm(OperatorList list, string name, int rows) => list.Norm($"{Block}.{name}", Norm, rows, HiddenSize, Layers);

    /// <summary>Every second token is compared with every token between, by the mean of the heads' keys; the most similar pairs become their mean.</summary>
    private void AppendMerge(OperatorList list)
    {
        list.Add($"{Block}.merge.keys", OperatorKind.Elementwise, (long)Rows * KeyValueHeads * HeadSize, Layers);
        list.Product($"{Block}.merge.scores", OperatorKind.AttentionScores, new((Tokens + 1) / 2, Tokens / 2, HeadSize), (long)Batch * Layers);
        list.Add($"{Block}.merge.rows", OperatorKind.Elementwise, (long)Rows * HiddenSize, Layers);
    }

    private void AppendAttention(OperatorList list)
    {
        var name = $"{Block}.attn";
        int queryWidth = checked(Heads * HeadSize), keyWidth = checked(KeyValueHeads * HeadSize);
        if (KeyValueHeads == Heads)
        {
            list.Gemm($"{name}.qkv", new(Rows, queryWidth, HiddenSize), 3L * Layers, QkvBias);
        }
        else
        {
            list.Gemm($"{name}.q", new(Rows, queryWidth, HiddenSize), Layers, QkvBias);
            list.Gemm($"{name}.kv", new(Rows, keyWidth, HiddenSize), 2L * Layers, QkvBias);
        }

        if (Rope) list.Add($"{name}.rope", OperatorKind.Rope, (long)Rows * (queryWidth + keyWidth), Layers);

        // The query heads of a group share keys and values: stacked, they read them once and fill the rows of an array in decode.
        var stacked = checked(Heads / KeyValueHeads * Tokens);
        var products = (long)KeyValueHeads * Batch * Layers;
        LayerShape scores = new(stacked, Keys, HeadSize);
        list.Product($"{name}.scores", OperatorKind.AttentionScores, scores, products, Mask);
        list.Add($"{name}.softmax", OperatorKind.Softmax, Mask is null ? (long)stacked * Keys : Operator.VisiblePairs(scores, Mask), products);
        list.Product($"{name}.values", OperatorKind.AttentionValues, new(stacked, HeadSize, Keys), products, Mask);
        list.Gemm($"{name}.out", new(Rows, HiddenSize, queryWidth), Layers, OutputBias, residual: true);
    }

    private void AppendMlp(OperatorList list)
    {
        var name = Block;
        LayerShape widen = new(MlpRows, IntermediateSize, HiddenSize), narrow = new(MlpRows, HiddenSize, IntermediateSize);
        if (GatedMlp)
        {
            list.Gemm($"{name}.gate", widen, Layers, MlpBias, Activation);
            list.Gemm($"{name}.up", widen, Layers, MlpBias);
            list.Add($"{name}.multiply", OperatorKind.Elementwise, (long)MlpRows * IntermediateSize, Layers);
            list.Gemm($"{name}.down", narrow, Layers, MlpBias, residual: true);
        }
        else
        {
            list.Gemm($"{name}.fc1", widen, Layers, MlpBias, Activation);
            list.Gemm($"{name}.fc2", narrow, Layers, MlpBias, residual: true);
        }
    }
}
