namespace HwAgent.Core.Workloads;

/// <summary>Vision models of <see cref="HuggingFaceConfig"/>. Class defaults are those of the configuration classes of transformers.</summary>
internal static class HuggingFaceVision
{
    /// <summary>ViT (<paramref name="extraTokens"/> 1) or DeiT (2), with the classifier its architecture names or, without one, the pooler.</summary>
    public static VisionEncoderConfig Vit(JsonFields fields, string name, int extraTokens)
    {
        var architecture = fields.Texts("architectures") is [var first, ..] ? first : "";
        var isClassifier = architecture.Contains("ForImageClassification", StringComparison.Ordinal);
        return Tower(fields, name, patch: 16) with
        {
            Activation = fields.Activation("hidden_act", "gelu"),
            ApproximateGelu = fields.IsApproximateGelu("hidden_act", "gelu"),
            ExtraTokens = extraTokens,
            QkvBias = fields.BooleanOr("qkv_bias", true),
            // Two labels are what transformers assumes when none are listed.
            Classes = isClassifier ? fields.OptionalSize("num_labels") ?? fields.Count("id2label") ?? 2 : null,
            ClassifierHeads = architecture.EndsWith("WithTeacher", StringComparison.Ordinal) ? 2 : 1,
            Pooler = !isClassifier,
        };
    }

    public static VisionEncoderConfig Clip(JsonFields fields, string name, bool withProjection) => Tower(fields, name, patch: 32) with
    {
        Activation = fields.Activation("hidden_act", "quick_gelu"),
        ApproximateGelu = fields.IsApproximateGelu("hidden_act", "quick_gelu"),
        PatchBias = false,
        EmbeddingNorm = true,
        FinalNormOnClassToken = true,
        ProjectionSize = withProjection ? fields.OptionalSize("projection_dim") ?? 512 : null,
    };

    public static VisionEncoderConfig Siglip(JsonFields fields, string name) => Tower(fields, name, patch: 16) with
    {
        Activation = fields.Activation("hidden_act", "gelu_pytorch_tanh"),
        ApproximateGelu = fields.IsApproximateGelu("hidden_act", "gelu_pytorch_tanh"),
        ExtraTokens = 0,
        AttentionPooling = fields.BooleanOr("vision_use_head", true),
    };

    private static VisionEncoderConfig Tower(JsonFields fields, string name, int patch)
    {
        var config = new VisionEncoderConfig(name)
        {
            ImageSize = fields.Size("image_size", 224),
            PatchSize = fields.Size("patch_size", patch),
            Channels = fields.OptionalSize("num_channels") ?? 3,
            HiddenSize = fields.Size("hidden_size", 768),
            Layers = fields.Size("num_hidden_layers", 12),
            Heads = fields.Size("num_attention_heads", 12),
            IntermediateSize = fields.Size("intermediate_size", 3072),
        };
        fields.RequireDivisible("hidden_size", config.HiddenSize, "num_attention_heads", config.Heads);
        if (config.PatchSize > config.ImageSize)
            throw fields.Error("patch_size", $"{config.PatchSize} is larger than image_size = {config.ImageSize}", "check both fields against the checkpoint");
        return config;
    }
}
