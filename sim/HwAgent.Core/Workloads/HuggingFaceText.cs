namespace HwAgent.Core.Workloads;

/// <summary>Text models of <see cref="HuggingFaceConfig"/>. Class defaults are those of the configuration classes of transformers.</summary>
internal static class HuggingFaceText
{
    public static DecoderConfig Decoder(JsonFields fields, string type, string name) => type switch
    {
        "llama" => Llama(fields, name),
        "mistral" => Mistral(fields, name),
        "qwen2" => Qwen2(fields, name),
        "opt" => Opt(fields, name),
        _ => throw fields.Unsupported("model_type", type, "use one of: llama, mistral, qwen2, opt"),
    };

    public static TextEncoderConfig Bert(JsonFields fields, string name)
    {
        if (fields.Text("position_embedding_type") is { } positions && positions != "absolute")
            throw fields.Unsupported("position_embedding_type", positions, "only absolute positions are modelled");
        fields.Require("is_decoder", supported: false, otherwise: false);
        return Encoder(fields, name, hidden: 768, intermediate: 3072, heads: 12, vocabulary: 30522, positions: 512, activation: "gelu") with
        {
            SegmentTypes = fields.OptionalSize("type_vocab_size") ?? 2,
            Pooler = true,
        };
    }

    /// <summary>The text tower of CLIP or SigLIP: pre-norm, projected.</summary>
    public static TextEncoderConfig Tower(JsonFields fields, string name, bool isSiglip)
    {
        var tower = isSiglip
            ? Encoder(fields, name, hidden: 768, intermediate: 3072, heads: 12, vocabulary: 32000, positions: 64, activation: "gelu_pytorch_tanh")
            : Encoder(fields, name, hidden: 512, intermediate: 2048, heads: 8, vocabulary: 49408, positions: 77, activation: "quick_gelu");
        return tower with { PostNorm = false, ProjectionBias = isSiglip, ProjectionSize = tower.HiddenSize };
    }

    private static TextEncoderConfig Encoder(JsonFields fields, string name, int hidden, int intermediate, int heads, int vocabulary, int positions, string activation)
    {
        var config = new TextEncoderConfig(name)
        {
            HiddenSize = fields.Size("hidden_size", hidden),
            Layers = fields.Size("num_hidden_layers", 12),
            Heads = fields.Size("num_attention_heads", heads),
            IntermediateSize = fields.Size("intermediate_size", intermediate),
            VocabularySize = fields.Size("vocab_size", vocabulary),
            MaxPositions = fields.Size("max_position_embeddings", positions),
            Activation = fields.Activation("hidden_act", activation),
        };
        fields.RequireDivisible("hidden_size", config.HiddenSize, "num_attention_heads", config.Heads);
        return config;
    }

    private static DecoderConfig Llama(JsonFields fields, string name)
    {
        var bias = fields.BooleanOr("attention_bias", false);
        return Gated(fields, name, intermediate: 11008, vocabulary: 32000, positions: 2048, keyValueHeads: null) with
        {
            QkvBias = bias,
            OutputBias = bias,
            MlpBias = fields.BooleanOr("mlp_bias", false),
        };
    }

    private static DecoderConfig Mistral(JsonFields fields, string name) =>
        Gated(fields, name, intermediate: 14336, vocabulary: 32000, positions: 131072, keyValueHeads: 8) with
        {
            // Absent means the class's default, null means no window.
            SlidingWindow = fields.Has("sliding_window") ? fields.OptionalSize("sliding_window") : 4096,
        };

    private static DecoderConfig Qwen2(JsonFields fields, string name)
    {
        // The window would hold only for the layers above max_window_layers; no published checkpoint of this family uses it.
        fields.Require("use_sliding_window", supported: false, otherwise: false);
        return Gated(fields, name, intermediate: 22016, vocabulary: 151936, positions: 32768, keyValueHeads: 32) with { QkvBias = true };
    }

    private static DecoderConfig Gated(JsonFields fields, string name, int intermediate, int vocabulary, int positions, int? keyValueHeads)
    {
        var hidden = fields.Size("hidden_size", 4096);
        var heads = fields.Size("num_attention_heads", 32);
        var config = new DecoderConfig(name)
        {
            HiddenSize = hidden,
            Layers = fields.Size("num_hidden_layers", 32),
            Heads = heads,
            KeyValueHeads = fields.OptionalSize("num_key_value_heads") ?? keyValueHeads ?? heads,
            HeadSize = fields.OptionalSize("head_dim") ?? (hidden / heads),
            IntermediateSize = fields.Size("intermediate_size", intermediate),
            VocabularySize = fields.Size("vocab_size", vocabulary),
            MaxPositions = fields.Size("max_position_embeddings", positions),
            Activation = fields.Activation("hidden_act", "silu"),
            ApproximateGelu = fields.IsApproximateGelu("hidden_act", "silu"),
            TiedEmbeddings = fields.BooleanOr("tie_word_embeddings", false),
        };
        if (!fields.Has("head_dim")) fields.RequireDivisible("hidden_size", hidden, "num_attention_heads", heads);
        fields.RequireDivisible("num_attention_heads", heads, "num_key_value_heads", config.KeyValueHeads);
        return config;
    }

    private static DecoderConfig Opt(JsonFields fields, string name)
    {
        // OPT-350m alone has post-norm and a narrower embedding.
        fields.Require("do_layer_norm_before", supported: true, otherwise: true);
        var hidden = fields.Size("hidden_size", 768);
        if (fields.OptionalSize("word_embed_proj_dim") is { } embedding && embedding != hidden)
            throw fields.Unsupported("word_embed_proj_dim", $"{embedding}", $"only hidden_size ({hidden}) is modelled");
        var heads = fields.Size("num_attention_heads", 12);
        fields.RequireDivisible("hidden_size", hidden, "num_attention_heads", heads);
        var bias = fields.BooleanOr("enable_bias", true);
        return new DecoderConfig(name)
        {
            HiddenSize = hidden,
            Layers = fields.Size("num_hidden_layers", 12),
            Heads = heads,
            KeyValueHeads = heads,
            HeadSize = hidden / heads,
            IntermediateSize = fields.Size("ffn_dim", 3072),
            VocabularySize = fields.Size("vocab_size", 50272),
            MaxPositions = fields.Size("max_position_embeddings", 2048),
            Activation = fields.Activation("activation_function", "relu"),
            ApproximateGelu = fields.IsApproximateGelu("activation_function", "relu"),
            GatedMlp = false,
            Norm = NormKind.LayerNorm,
            Positions = PositionKind.Learned,
            PositionOffset = 2,
            QkvBias = bias,
            OutputBias = bias,
            MlpBias = bias,
            TiedEmbeddings = fields.BooleanOr("tie_word_embeddings", true),
        };
    }
}
