namespace HwAgent.Core.Workloads;

/// <summary>The operators of text stacks: encoders and decoders.</summary>
internal static class TextOperators
{
    /// <summary>A text encoder under the name <paramref name="prefix"/>.</summary>
    public static void AppendEncoder(OperatorList list, TextEncoderConfig config, string prefix, int batch, int tokens)
    {
        var width = config.HiddenSize;
        var elements = (long)batch * tokens * width;
        list.Add($"{prefix}.embed.tokens", OperatorKind.Embedding, elements, parameters: (long)config.VocabularySize * width);
        list.Add($"{prefix}.embed.positions", OperatorKind.Elementwise, elements, parameters: (long)config.MaxPositions * width);
        if (config.SegmentTypes > 0)
            list.Add($"{prefix}.embed.segments", OperatorKind.Elementwise, elements, parameters: (long)config.SegmentTypes * width);
        if (config.PostNorm) list.Norm($"{prefix}.embed.norm", NormKind.LayerNorm, (long)batch * tokens, width, 1);

        new TransformerBlocks
        {
            Prefix = prefix,
            Layers = config.Layers,
            Batch = batch,
            Tokens = tokens,
            Keys = tokens,
            HiddenSize = width,
            Heads = config.Heads,
            KeyValueHeads = config.Heads,
            HeadSize = width / config.Heads,
            IntermediateSize = config.IntermediateSize,
            Activation = config.Activation,
            PostNorm = config.PostNorm,
        }.AppendTo(list);

        if (!config.PostNorm) list.Norm($"{prefix}.norm", NormKind.LayerNorm, (long)batch * tokens, width, 1);
        if (config.Pooler)
        {
            list.Gemm($"{prefix}.pooler", new(batch, width, width), 1, bias: true);
            list.Add($"{prefix}.pooler.tanh", OperatorKind.Activation, (long)batch * width);
        }

        if (config.ProjectionSize is { } projection) list.Gemm($"{prefix}.projection", new(batch, projection, width), 1, config.ProjectionBias);
    }

    /// <summary>A decoder: look-up of <paramref name="textTokens"/> rows, then <paramref name="tokens"/> rows (image rows included) through the blocks, logits of the last row.</summary>
    public static void AppendDecoder(OperatorList list, DecoderConfig config, int batch, int textTokens, int tokens, int keys, AttentionMask attention = AttentionMask.Full)
    {
        const string Prefix = "decoder";
        var width = config.HiddenSize;
        list.Add($"{Prefix}.embed.tokens", OperatorKind.Embedding, (long)batch * textTokens * width, parameters: (long)config.VocabularySize * width);
        if (config.Positions == PositionKind.Learned)
        {
            var rows = (long)config.MaxPositions + config.PositionOffset;
            list.Add($"{Prefix}.embed.positions", OperatorKind.Elementwise, (long)batch * tokens * width, parameters: rows * width);
        }

        // A single query is the last token: it sees all that the window lets it.
        var mask = attention == AttentionMask.Causal && tokens > 1 ? Causal(tokens, keys, config.SlidingWindow) : null;
        var blocks = new TransformerBlocks
        {
            Prefix = Prefix,
            Layers = config.Layers,
            Batch = batch,
            Tokens = tokens,
            Keys = mask?.Keys ?? Math.Min(keys, config.SlidingWindow ?? int.MaxValue),
            Mask = mask,
            HiddenSize = width,
            Heads = config.Heads,
            KeyValueHeads = config.KeyValueHeads,
            HeadSize = config.HeadSize,
            IntermediateSize = config.IntermediateSize,
            Activation = config.Activation,
            GatedMlp = config.GatedMlp,
            Rope = config.Positions == PositionKind.Rope,
            Norm = config.Norm,
            QkvBias = config.QkvBias,
            OutputBias = config.OutputBias,
            MlpBias = config.MlpBias,
        };
        if (config.BlockShapes is not { } shapes) blocks.AppendTo(list);
        else for (var i = 0; i < shapes.Count; i++) blocks.With(shapes[i], i).AppendTo(list);

        // Only the last token's logits are needed to go on, so the last norm and the head see one row a prompt.
        list.Norm($"{Prefix}.norm", config.Norm, batch, width, 1);
        list.Gemm($"{Prefix}.head", new(batch, config.VocabularySize, width), 1, bias: false, tied: config.TiedEmbeddings);
    }

    /// <summary>Cached keys that no query sees any more are left out.</summary>
    private static CausalMask Causal(int tokens, int keys, int? window)
    {
        var cached = Math.Min(keys - tokens, (window ?? int.MaxValue) - 1);
        return new CausalMask(tokens, cached + 1, window < cached + tokens ? window : null);
    }
}
