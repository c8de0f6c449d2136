using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Gguf;

/// <summary>
/// Decoders of the architectures <c>llama</c> (also mistral) and <c>qwen2</c>. llama.cpp rotates neighbouring channels in the first, having
/// permuted queries and keys for it, and halves of a head in the second.
/// </summary>
internal static class GgufDecoder
{
    /// <exception cref="InvalidModelException">The file is malformed, of another architecture, or with tensors that are missing, unexpected or unreadable.</exception>
    public static DecoderWeights Read(string path)
    {
        using var file = GgufFile.Open(path);
        return Read(file);
    }

    public static DecoderWeights Read(GgufFile file)
    {
        var config = ReadConfig(file);
        return TensorTaker.Build(file, taker => Take(taker, config, file.Metadata), _ => false);
    }

    /// <summary>Checks that a decoder could be read, values apart.</summary>
    /// <exception cref="InvalidModelException">It could not.</exception>
    public static void Check(GgufFile file)
    {
        var config = ReadConfig(file);
        TensorTaker.Check(file, taker => Take(taker, config, file.Metadata), _ => false);
    }

    private static DecoderConfig ReadConfig(GgufFile file)
    {
        var config = GgufConfig.Read(file);
        return config.Layers <= file.Tensors.Count ? config : throw file.Metadata.Error("block_count", $"{config.Layers} layers are more than the {file.Tensors.Count} tensors");
    }

    private static DecoderWeights Take(TensorTaker taker, DecoderConfig config, GgufMetadata metadata)
    {
        var epsilon = (float)GgufConfig.PositiveNumber(metadata, GgufConfig.Key(metadata, "attention.layer_norm_rms_epsilon"), otherwise: null);
        var embedding = new LinearWeights(config.VocabularySize, config.HiddenSize, taker.Take("token_embd.weight", config.VocabularySize, config.HiddenSize));
        var rotary = GgufConfig.ReadRotary(metadata, config.HeadSize);
        if (taker.Has("rope_freqs.weight")) rotary = Divide(rotary, taker.Take("rope_freqs.weight", config.HeadSize / 2));
        var blocks = new DecoderBlockWeights[config.Layers];
        for (var i = 0; i < blocks.Length; i++) blocks[i] = Block(taker, $"blk.{i}.", config, epsilon);
        var norm = taker.TakeNorm("output_norm", config.HiddenSize, bias: false, epsilon);
        var head = config.TiedEmbeddings ? embedding : new LinearWeights(config.VocabularySize, config.HiddenSize, taker.Take("output.weight", config.VocabularySize, config.HiddenSize));
        return new DecoderWeights(config, embedding, rotary, null, blocks, norm, head);
    }

    private static DecoderBlockWeights Block(TensorTaker taker, string block, DecoderConfig config, float epsilon)
    {
        int hidden = config.HiddenSize, queries = config.Heads * config.HeadSize, keys = config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize;
        return new DecoderBlockWeights(
            taker.TakeNorm(block + "attn_norm", hidden, bias: false, epsilon),
            taker.TakeLinear(block + "attn_q", queries, hidden, config.QkvBias),
            taker.TakeLinear(block + "attn_k", keys, hidden, config.QkvBias),
            taker.TakeLinear(block + "attn_v", keys, hidden, config.QkvBias),
            taker.TakeLinear(block + "attn_output", hidden, queries, config.OutputBias),
            taker.TakeNorm(block + "ffn_norm", hidden, bias: false, epsilon),
            taker.TakeLinear(block + "ffn_gate", inner, hidden, bias: false),
            taker.TakeLinear(block + "ffn_up", inner, hidden, bias: false),
            taker.TakeLinear(block + "ffn_down", hidden, inner, bias: false));
    }

    /// <summary>Factors of long-context models (llama 3) that the converter computed; none while the names are checked.</summary>
    private static RotaryEmbedding Divide(RotaryEmbedding rotary, float[] factors) =>
        factors.Length == 0 ? rotary : rotary with { InverseFrequencies = [.. rotary.InverseFrequencies.Select((frequency, i) => frequency / factors[i])] };
}
