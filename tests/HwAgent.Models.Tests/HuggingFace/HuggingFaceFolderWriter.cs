using System.Runtime.InteropServices;
using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Models.Safetensors;

namespace HwAgent.Models.Tests.HuggingFace;

/// <summary>Writes model folders as transformers saves them.</summary>
internal static class HuggingFaceFolderWriter
{
    /// <summary>Writes configuration and weights of a gated decoder.</summary>
    /// <param name="folder">Is there.</param>
    /// <param name="model">Rotates halves of a head.</param>
    /// <param name="elementType">F32, F16 or BF16.</param>
    /// <param name="shards">1 for a single file without an index.</param>
    /// <param name="modelType">llama, mistral or qwen2.</param>
    /// <param name="extraConfig">More fields of the configuration, each behind a comma.</param>
    public static void Write(string folder, DecoderWeights model, string elementType = "F32", int shards = 1, string modelType = "llama", string extraConfig = "")
    {
        WriteConfig(folder, model, modelType, extraConfig);
        var tensors = Tensors(model).ToList();
        if (shards == 1) WriteShard(Path.Combine(folder, SafetensorsFolder.SingleName), tensors, elementType);
        else
        {
            var map = new Dictionary<string, string>();
            for (var shard = 0; shard < shards; shard++)
            {
                var name = $"model-{shard + 1:D5}-of-{shards:D5}.safetensors";
                var own = tensors.Where((_, i) => i * shards / tensors.Count == shard).ToList();
                foreach (var tensor in own) map.Add(tensor.Name, name);
                WriteShard(Path.Combine(folder, name), own, elementType);
            }

            File.WriteAllText(Path.Combine(folder, SafetensorsFolder.IndexName), JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = map }));
        }
    }

    public static void WriteConfig(string folder, DecoderWeights model, string modelType = "llama", string extra = "")
    {
        var config = model.Config;
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {"architectures": ["LlamaForCausalLM"], "model_type": "{{modelType}}", "hidden_act": "silu", "hidden_size": {{config.HiddenSize}},
             "intermediate_size": {{config.IntermediateSize}}, "num_hidden_layers": {{config.Layers}}, "num_attention_heads": {{config.Heads}},
             "num_key_value_heads": {{config.KeyValueHeads}}, "vocab_size": {{config.VocabularySize}}, "max_position_embeddings": {{config.MaxPositions}},
             "rms_norm_eps": 1e-05, "tie_word_embeddings": {{(config.TiedEmbeddings ? "true" : "false")}}{{extra}}}
            """);
    }

    public static IEnumerable<(string Name, long[] Shape, float[] Values)> Tensors(DecoderWeights model)
    {
        yield return ("model.embed_tokens.weight", [model.TokenEmbedding.Outputs, model.TokenEmbedding.Inputs], model.TokenEmbedding.Values);
        for (var i = 0; i < model.Blocks.Count; i++)
        {
            var block = model.Blocks[i];
            (string Name, LinearWeights Layer)[] layers =
            [
                ("self_attn.q_proj", block.Query), ("self_attn.k_proj", block.Key), ("self_attn.v_proj", block.Value), ("self_attn.o_proj", block.Output),
                ("mlp.gate_proj", block.Gate!), ("mlp.up_proj", block.Up), ("mlp.down_proj", block.Down),
            ];
            foreach (var (name, layer) in layers)
            {
                yield return ($"model.layers.{i}.{name}.weight", [layer.Outputs, layer.Inputs], layer.Values);
                if (layer.Bias is { } bias) yield return ($"model.layers.{i}.{name}.bias", [bias.Length], bias);
            }

            yield return ($"model.layers.{i}.input_layernorm.weight", [block.AttentionNorm.Gain.Length], block.AttentionNorm.Gain);
            yield return ($"model.layers.{i}.post_attention_layernorm.weight", [block.MlpNorm.Gain.Length], block.MlpNorm.Gain);
        }

        yield return ("model.norm.weight", [model.FinalNorm.Gain.Length], model.FinalNorm.Gain);
        if (!model.Config.TiedEmbeddings) yield return ("lm_head.weight", [model.Head.Outputs, model.Head.Inputs], model.Head.Values);
    }

    public static void WriteShard(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors, string elementType = "F32")
    {
        var writer = new SafetensorsWriter();
        foreach (var (name, shape, values) in tensors) writer.Add(name, elementType, Encode(values, elementType), shape);
        writer.Write(path);
    }

    private static ReadOnlySpan<byte> Encode(float[] values, string elementType) => elementType switch
    {
        "F32" => MemoryMarshal.AsBytes<float>(values),
        "F16" => MemoryMarshal.AsBytes<Half>(values.Select(value => (Half)value).ToArray()),
        _ => MemoryMarshal.AsBytes<ushort>(values.Select(value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)).ToArray()),
    };
}
