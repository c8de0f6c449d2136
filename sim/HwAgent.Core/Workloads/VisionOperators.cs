namespace HwAgent.Core.Workloads;

/// <summary>The operators of a vision tower.</summary>
internal static class VisionOperators
{
    private const string Prefix = "vision";

    /// <summary>Embedding, the first <paramref name="layers"/> blocks, and what follows them when <paramref name="withHead"/>.</summary>
    /// <param name="list">Where to.</param>
    /// <param name="config">The tower.</param>
    /// <param name="images">Images side by side.</param>
    /// <param name="patches">Patches of one image.</param>
    /// <param name="layers">Blocks that run.</param>
    /// <param name="merged">Patches that each block merges into others; 0 for none.</param>
    /// <param name="withHead">True for the last norm, pooling, projection and classifier.</param>
    public static void Append(OperatorList list, VisionEncoderConfig config, int images, int patches, int layers, int merged, bool withHead)
    {
        int width = config.HiddenSize, tokens = checked(patches + config.ExtraTokens);
        // The convolution over patches is a matrix product of the unfolded patches; overlapping ones repeat pixels.
        list.Gemm($"{Prefix}.patches", new(checked(images * patches), width, checked(config.Channels * config.PatchSize * config.PatchSize)), 1, config.PatchBias);
        if (config.ExtraTokens > 0)
            list.Add($"{Prefix}.tokens", OperatorKind.Embedding, (long)images * config.ExtraTokens * width, parameters: (long)config.ExtraTokens * width);

        // The table is stored for the trained resolution and interpolated once, ahead of time, for another.
        list.Add($"{Prefix}.positions", OperatorKind.Elementwise, (long)images * tokens * width, parameters: (long)(config.Patches() + config.ExtraTokens) * width);
        if (config.EmbeddingNorm) list.Norm($"{Prefix}.norm0", NormKind.LayerNorm, (long)images * tokens, width, 1);

        tokens = AppendBlocks(list, config, images, tokens, layers, merged);
        if (withHead) AppendHead(list, config, images, tokens);
    }

    /// <summary>The blocks, and the tokens that they leave.</summary>
    private static int AppendBlocks(OperatorList list, VisionEncoderConfig config, int images, int tokens, int layers, int merged)
    {
        var isEachAlone = merged > 0 || config.BlockShapes is not null;
        for (var layer = 0; layer < layers; layer += isEachAlone ? 1 : layers)
        {
            // Half of the patches at most find a partner.
            var here = tokens - config.ExtraTokens - VisionEncoderConfig.PatchesLeft(tokens - config.ExtraTokens, 1, merged);
            var blocks = new TransformerBlocks
            {
                Prefix = Prefix,
                Layers = isEachAlone ? 1 : layers,
                Index = isEachAlone ? layer : null,
                Merged = here,
                Batch = images,
                Tokens = tokens,
                Keys = tokens,
                HiddenSize = config.HiddenSize,
                Heads = config.Heads,
                KeyValueHeads = config.Heads,
                HeadSize = config.HiddenSize / config.Heads,
                IntermediateSize = config.IntermediateSize,
                Activation = config.Activation,
                QkvBias = config.QkvBias,
            };
            (config.BlockShapes is { } shapes ? blocks.With(shapes[layer], layer) : blocks).AppendTo(list);
            tokens -= here;
        }

        return tokens;
    }

    private static void AppendHead(OperatorList list, VisionEncoderConfig config, int images, int tokens)
    {
        var width = config.HiddenSize;
        list.Norm($"{Prefix}.norm", NormKind.LayerNorm, config.FinalNormOnClassToken ? images : (long)images * tokens, width, 1);
        if (config.AttentionPooling) AppendAttentionPooling(list, config, images, tokens);
        if (config.Pooler)
        {
            list.Gemm($"{Prefix}.pooler", new(images, width, width), 1, bias: true);
            list.Add($"{Prefix}.pooler.tanh", OperatorKind.Activation, (long)images * width);
        }

        if (config.ProjectionSize is { } projection) list.Gemm($"{Prefix}.projection", new(images, projection, width), 1, bias: false);
        if (config.Classes is { } classes) list.Gemm($"{Prefix}.classifier", new(images, classes, width), config.ClassifierHeads, bias: true);
    }

    /// <summary>One learned query attends to all patches, then norm and MLP (SigLIP's head).</summary>
    private static void AppendAttentionPooling(OperatorList list, VisionEncoderConfig config, int images, int tokens)
    {
        const string Name = $"{Prefix}.pool";
        int width = config.HiddenSize, headSize = width / config.Heads;
        var products = (long)config.Heads * images;
        list.Add($"{Name}.query", OperatorKind.Embedding, (long)images * width, parameters: width);
        list.Gemm($"{Name}.q", new(images, width, width), 1, bias: true);
        list.Gemm($"{Name}.kv", new(checked(images * tokens), width, width), 2, bias: true);
        list.Product($"{Name}.scores", OperatorKind.AttentionScores, new(1, tokens, headSize), products);
        list.Add($"{Name}.softmax", OperatorKind.Softmax, tokens, products);
        list.Product($"{Name}.values", OperatorKind.AttentionValues, new(1, headSize, tokens), products);
        // The pooled row replaces the query: no residual add here.
        list.Gemm($"{Name}.out", new(images, width, width), 1, bias: true);
        list.Norm($"{Name}.norm", NormKind.LayerNorm, images, width, 1);
        list.Gemm($"{Name}.fc1", new(images, config.IntermediateSize, width), 1, bias: true, config.Activation);
        list.Gemm($"{Name}.fc2", new(images, width, config.IntermediateSize), 1, bias: true, residual: true);
    }
}
