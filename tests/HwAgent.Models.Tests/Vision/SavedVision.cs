using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.Vision;

/// <summary>Writes vision models under the tensor names of transformers, taken from the published checkpoints.</summary>
internal sealed class SavedVision
{
    private readonly SafetensorsWriter _writer = new();

    public SafetensorsWriter Writer => _writer;

    public void Vit(VisionEncoderWeights weights, string stem)
    {
        var config = weights.Config;
        int hidden = config.HiddenSize, patch = config.PatchSize;
        Add(stem + "embeddings.cls_token", weights.ExtraTokens[..hidden], 1, 1, hidden);
        if (config.ExtraTokens == 2) Add(stem + "embeddings.distillation_token", weights.ExtraTokens[hidden..], 1, 1, hidden);
        Add(stem + "embeddings.position_embeddings", weights.PositionEmbedding.Values, 1, weights.PositionEmbedding.Outputs, hidden);
        Linear(stem + "embeddings.patch_embeddings.projection", weights.PatchEmbedding, hidden, config.Channels, patch, patch);
        for (var i = 0; i < weights.Blocks.Count; i++)
        {
            var name = $"{stem}encoder.layer.{i}.";
            Block(weights.Blocks[i],
                [name + "layernorm_before", name + "layernorm_after", name + "attention.attention.query", name + "attention.attention.key", name + "attention.attention.value",
                    name + "attention.output.dense", name + "intermediate.dense", name + "output.dense"]);
        }

        Norm(stem + "layernorm", weights.FinalNorm);
        if (weights.Pooler is { } pooler) Linear(stem + "pooler.dense", pooler);
        string[] heads = weights.Classifiers.Count == 2 ? ["cls_classifier", "distillation_classifier"] : ["classifier"];
        for (var i = 0; i < weights.Classifiers.Count; i++) Linear(heads[i], weights.Classifiers[i]);
    }

    public void Tower(VisionEncoderWeights weights, string prefix)
    {
        var config = weights.Config;
        int hidden = config.HiddenSize, patch = config.PatchSize;
        var stem = prefix + "vision_model.";
        if (config.ExtraTokens > 0) Add(stem + "embeddings.class_embedding", weights.ExtraTokens, hidden);
        Linear(stem + "embeddings.patch_embedding", weights.PatchEmbedding, hidden, config.Channels, patch, patch);
        Linear(stem + "embeddings.position_embedding", weights.PositionEmbedding);
        if (weights.EmbeddingNorm is { } norm) Norm(stem + "pre_layrnorm", norm);
        for (var i = 0; i < weights.Blocks.Count; i++)
        {
            var name = $"{stem}encoder.layers.{i}.";
            Block(weights.Blocks[i],
                [name + "layer_norm1", name + "layer_norm2", name + "self_attn.q_proj", name + "self_attn.k_proj", name + "self_attn.v_proj", name + "self_attn.out_proj",
                    name + "mlp.fc1", name + "mlp.fc2"]);
        }

        Norm(stem + "post_layernorm", weights.FinalNorm);
        if (weights.AttentionPooling is { } pooling) Pooling(stem + "head.", pooling);
        if (weights.Projection is { } projection) Linear(prefix + "visual_projection", projection);
    }

    /// <summary>A llama decoder.</summary>
    /// <param name="weights">The decoder.</param>
    /// <param name="stem">In front of <c>layers</c>.</param>
    /// <param name="head">Name of the head.</param>
    public void Decoder(DecoderWeights weights, string stem, string head)
    {
        Linear(stem + "embed_tokens", weights.TokenEmbedding);
        for (var i = 0; i < weights.Blocks.Count; i++)
        {
            var (name, block) = ($"{stem}layers.{i}.", weights.Blocks[i]);
            Block(block,
                [name + "input_layernorm", name + "post_attention_layernorm", name + "self_attn.q_proj", name + "self_attn.k_proj", name + "self_attn.v_proj", name + "self_attn.o_proj",
                    name + "mlp.up_proj", name + "mlp.down_proj"]);
            Linear(name + "mlp.gate_proj", block.Gate!);
        }

        Norm(stem + "norm", weights.FinalNorm);
        Linear(head, weights.Head);
    }

    public void Linear(string name, LinearWeights layer, params long[] shape)
    {
        Add(name + ".weight", layer.Values, shape.Length > 0 ? shape : [layer.Outputs, layer.Inputs]);
        if (layer.Bias is { } bias) Add(name + ".bias", bias, layer.Outputs);
    }

    public void Add(string name, float[] values, params long[] shape) => _writer.AddFloats(name, values, shape);

    private void Block(DecoderBlockWeights block, string[] names)
    {
        Norm(names[0], block.AttentionNorm);
        Norm(names[1], block.MlpNorm);
        LinearWeights[] layers = [block.Query, block.Key, block.Value, block.Output, block.Up, block.Down];
        for (var i = 0; i < layers.Length; i++) Linear(names[i + 2], layers[i]);
    }

    private void Norm(string name, NormWeights norm)
    {
        Add(name + ".weight", norm.Gain, norm.Gain.Length);
        if (norm.Bias is { } bias) Add(name + ".bias", bias, bias.Length);
    }

    private void Pooling(string head, AttentionPoolingWeights pooling)
    {
        var hidden = pooling.Probe.Length;
        Add(head + "probe", pooling.Probe, 1, 1, hidden);
        LinearWeights[] inputs = [pooling.Query, pooling.Key, pooling.Value];
        Add(head + "attention.in_proj_weight", [.. inputs.SelectMany(layer => layer.Values)], 3 * hidden, hidden);
        Add(head + "attention.in_proj_bias", [.. inputs.SelectMany(layer => layer.Bias!)], 3 * hidden);
        Linear(head + "attention.out_proj", pooling.Output);
        Norm(head + "layernorm", pooling.Norm);
        Linear(head + "mlp.fc1", pooling.Up);
        Linear(head + "mlp.fc2", pooling.Down);
    }
}
