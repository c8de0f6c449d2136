namespace HwAgent.Core.Workloads;

/// <summary>The blocks of one transformer stack: attention and MLP, repeated <see cref="Layers"/> times.</summary>
internal sealed record TransformerBlocks
{
    /// <summary>First part of every operator name, e.g. <c>decoder</c>.</summary>
    public required string Prefix { get; init; }

    public required int Layers { get; init; }

    /// <summary>Independent sequences side by side.</summary>
    public required int Batch { get; init; }

    /// <summary>Rows of one sequence that go through the stack.</summary>
    public required int Tokens { get; init; }

    /// <summary>Keys that a query sees, the sequence's own included.</summary>
    public required int Keys { get; init; }

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

    /// <summary>Rows of all sequences together: weights are read once for all of them.</summary>
    private int Rows => checked(Batch * Tokens);

    public void AppendTo(OperatorList list)
    {
        // A stack that is cut off before its first block has no operators.
        if (Layers == 0) return;
        if (!PostNorm) AppendNorm(list, "norm1");
        AppendAttention(list);
        AppendNorm(list, PostNorm ? "norm1" : "norm2");
        AppendMlp(list);
        if (PostNorm) AppendNorm(list, "norm2");
    }

    private void AppendNorm(OperatorList list, string name) => list.Norm($"{Prefix}.block.{name}", Norm, Rows, HiddenSize, Layers);

    private void AppendAttention(OperatorList list)
    {
        var name = $"{Prefix}.block.attn";
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
        // A causal mask leaves about half of a prefill's scores unused; the products are counted in full, as published counts are.
        var stacked = checked(Heads / KeyValueHeads * Tokens);
        var products = (long)KeyValueHeads * Batch * Layers;
        list.Product($"{name}.scores", OperatorKind.AttentionScores, new(stacked, Keys, HeadSize), products);
        list.Add($"{name}.softmax", OperatorKind.Softmax, (long)stacked * Keys, products);
        list.Product($"{name}.values", OperatorKind.AttentionValues, new(stacked, HeadSize, Keys), products);
        list.Gemm($"{name}.out", new(Rows, HiddenSize, queryWidth), Layers, OutputBias, residual: true);
    }

    private void AppendMlp(OperatorList list)
    {
        var name = $"{Prefix}.block";
        LayerShape widen = new(Rows, IntermediateSize, HiddenSize), narrow = new(Rows, HiddenSize, IntermediateSize);
        if (GatedMlp)
        {
            list.Gemm($"{name}.gate", widen, Layers, MlpBias, Activation);
            list.Gemm($"{name}.up", widen, Layers, MlpBias);
            list.Add($"{name}.multiply", OperatorKind.Elementwise, (long)Rows * IntermediateSize, Layers);
            list.Gemm($"{name}.down", narrow, Layers, MlpBias, residual: true);
        }
        else
        {
            list.Gemm($"{name}.fc1", widen, Layers, MlpBias, Activation);
            list.Gemm($"{name}.fc2", narrow, Layers, MlpBias, residual: true);
        }
    }
}
