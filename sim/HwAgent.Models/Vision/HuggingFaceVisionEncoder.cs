using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Vision;

/// <summary>The vision encoders of transformers from their tensors.</summary>
/// <param name="taker">The tensors.</param>
/// <param name="config">The shapes.</param>
/// <param name="epsilon">Of every norm (<c>layer_norm_eps</c>).</param>
internal sealed class HuggingFaceVisionEncoder(TensorTaker taker, VisionEncoderConfig config, float epsilon)
{
    private int Hidden => config.HiddenSize;

    private int Patch => config.PatchSize;

    /// <summary>Default of <c>layer_norm_eps</c> in the configuration classes of transformers.</summary>
    public static double DefaultEpsilon(VisionFamily family) => family switch
    {
        VisionFamily.Vit => 1e-12,
        VisionFamily.Clip => 1e-5,
        _ => 1e-6,
    };

    /// <summary>Buffers, the mask token of pretraining, and the text tower of a whole CLIP or SigLIP: nobody here reads them.</summary>
    public static bool IsIgnored(string name) =>
        name.EndsWith(".position_ids", StringComparison.Ordinal) || name.EndsWith("embeddings.mask_token", StringComparison.Ordinal)
        || name.StartsWith("text_model.", StringComparison.Ordinal) || name is "text_projection.weight" or "logit_scale" or "logit_bias";

    /// <summary>Takes every tensor of the encoder.</summary>
    /// <param name="family">Which names are used.</param>
    /// <param name="prefix">In front of every name, e.g. <c>vision_tower.</c> in a vision-language model.</param>
    public VisionEncoderWeights Take(VisionFamily family, string prefix = "") => family switch
    {
        VisionFamily.Vit => TakeVit(prefix),
        _ => TakeTower(prefix, family == VisionFamily.Siglip),
    };

    private VisionEncoderWeights TakeVit(string prefix)
    {
        // A classifier's encoder stands under its family's name, a bare encoder's does not.
        var stem = prefix + (config.ExtraTokens == 2 ? "deit." : "vit.");
        if (!taker.Has(stem + "embeddings.cls_token") && taker.Has(prefix + "embeddings.cls_token")) stem = prefix;
        float[] extra = [.. taker.Take(stem + "embeddings.cls_token", 1, 1, Hidden), .. config.ExtraTokens == 2 ? taker.Take(stem + "embeddings.distillation_token", 1, 1, Hidden) : []];
        var rows = config.ExtraTokens + config.Patches();
        return new VisionEncoderWeights(
            config, TakePatches(stem + "embeddings.patch_embeddings.projection"), extra,
            new LinearWeights(rows, Hidden, taker.Take(stem + "embeddings.position_embeddings", 1, rows, Hidden)), EmbeddingNorm: null,
            TakeBlocks(index => TakeVitBlock($"{stem}encoder.layer.{index}.")), taker.TakeNorm(stem + "layernorm", Hidden, bias: true, epsilon),
            config.Pooler ? taker.TakeLinear(stem + "pooler.dense", Hidden, Hidden, bias: true) : null, AttentionPooling: null, Projection: null, TakeClassifiers(prefix));
    }

    private DecoderBlockWeights TakeVitBlock(string block) => new(
        taker.TakeNorm(block + "layernorm_before", Hidden, bias: true, epsilon),
        taker.TakeLinear(block + "attention.attention.query", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "attention.attention.key", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "attention.attention.value", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "attention.output.dense", Hidden, Hidden, bias: true),
        taker.TakeNorm(block + "layernorm_after", Hidden, bias: true, epsilon),
        Gate: null,
        taker.TakeLinear(block + "intermediate.dense", config.IntermediateSize, Hidden, bias: true),
        taker.TakeLinear(block + "output.dense", Hidden, config.IntermediateSize, bias: true));

    private LinearWeights[] TakeClassifiers(string prefix)
    {
        if (config.Classes is not { } classes) return [];
        string[] names = config.ClassifierHeads == 2 ? ["cls_classifier", "distillation_classifier"] : ["classifier"];
        return [.. names.Select(name => taker.TakeLinear(prefix + name, classes, Hidden, bias: true))];
    }

    private VisionEncoderWeights TakeTower(string prefix, bool isSiglip)
    {
        var stem = prefix + "vision_model.";
        var rows = config.ExtraTokens + config.Patches();
        return new VisionEncoderWeights(
            config, TakePatches(stem + "embeddings.patch_embedding"), isSiglip ? [] : taker.Take(stem + "embeddings.class_embedding", Hidden),
            new LinearWeights(rows, Hidden, taker.Take(stem + "embeddings.position_embedding.weight", rows, Hidden)),
            // Misspelt so in the checkpoints.
            config.EmbeddingNorm ? taker.TakeNorm(stem + "pre_layrnorm", Hidden, bias: true, epsilon) : null,
            TakeBlocks(index => TakeTowerBlock($"{stem}encoder.layers.{index}.")), taker.TakeNorm(stem + "post_layernorm", Hidden, bias: true, epsilon), Pooler: null,
            config.AttentionPooling ? TakePooling(stem + "head.") : null,
            config.ProjectionSize is { } projection ? taker.TakeLinear(prefix + "visual_projection", projection, Hidden, bias: false) : null, Classifiers: []);
    }

    private DecoderBlockWeights TakeTowerBlock(string block) => new(
        taker.TakeNorm(block + "layer_norm1", Hidden, bias: true, epsilon),
        taker.TakeLinear(block + "self_attn.q_proj", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "self_attn.k_proj", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "self_attn.v_proj", Hidden, Hidden, config.QkvBias),
        taker.TakeLinear(block + "self_attn.out_proj", Hidden, Hidden, bias: true),
        taker.TakeNorm(block + "layer_norm2", Hidden, bias: true, epsilon),
        Gate: null,
        taker.TakeLinear(block + "mlp.fc1", config.IntermediateSize, Hidden, bias: true),
        taker.TakeLinear(block + "mlp.fc2", Hidden, config.IntermediateSize, bias: true));

    /// <summary>torch.nn.MultiheadAttention keeps query, key and value in one matrix.</summary>
    private AttentionPoolingWeights TakePooling(string head)
    {
        var probe = taker.Take(head + "probe", 1, 1, Hidden);
        var matrix = taker.Take(head + "attention.in_proj_weight", 3 * Hidden, Hidden);
        var bias = taker.Take(head + "attention.in_proj_bias", 3 * Hidden);
        return new AttentionPoolingWeights(
            probe, Third(matrix, bias, 0), Third(matrix, bias, 1), Third(matrix, bias, 2), taker.TakeLinear(head + "attention.out_proj", Hidden, Hidden, bias: true),
            taker.TakeNorm(head + "layernorm", Hidden, bias: true, epsilon),
            taker.TakeLinear(head + "mlp.fc1", config.IntermediateSize, Hidden, bias: true), taker.TakeLinear(head + "mlp.fc2", Hidden, config.IntermediateSize, bias: true));
    }

    private LinearWeights Third(float[] matrix, float[] bias, int part)
    {
        // Nothing was read yet while the taker only checks.
        if (matrix.Length == 0) return new LinearWeights(Hidden, Hidden, []);
        var size = Hidden * Hidden;
        return new LinearWeights(Hidden, Hidden, matrix[(part * size)..((part + 1) * size)], bias[(part * Hidden)..((part + 1) * Hidden)]);
    }

    private LinearWeights TakePatches(string name) => new(
        Hidden, checked(config.Channels * Patch * Patch), taker.Take(name + ".weight", Hidden, config.Channels, Patch, Patch), config.PatchBias ? taker.Take(name + ".bias", Hidden) : null);

    private DecoderBlockWeights[] TakeBlocks(Func<int, DecoderBlockWeights> take)
    {
        // A hostile configuration must not make a list of millions of missing names.
        if (config.Layers > taker.Source.Tensors.Count)
        {
            throw new InvalidModelException(
                taker.Source.Name, "tensors", $"{taker.Source.Tensors.Count} are too few for {config.Layers} layers", "check that config.json and weights belong to one model and revision");
        }

        return [.. Enumerable.Range(0, config.Layers).Select(take)];
    }
}
