using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Gguf;

/// <summary>The sizes of a decoder from the metadata of a GGUF file.</summary>
internal static class GgufConfig
{
    private const int LargestSize = 1 << 24;

    /// <summary>The name of one of the architecture's own keys.</summary>
    public static string Key(GgufMetadata metadata, string field) => $"{metadata.Text("general.architecture")}.{field}";

    /// <exception cref="InvalidModelException">Another architecture, or a size that is missing, contradictory or out of range.</exception>
    public static DecoderConfig Read(GgufFile file)
    {
        var metadata = file.Metadata;
        var architecture = metadata.Text("general.architecture");
        if (architecture is not ("llama" or "qwen2")) throw new InvalidModelException(file.Name, "general.architecture", $"'{architecture}' is not supported", "give a model of llama or qwen2");
        if (metadata.WholeNumber(Key(metadata, "expert_count")) is > 0) throw metadata.Error(Key(metadata, "expert_count"), "a mixture of experts is not supported");
        if (!file.Tensors.TryGetValue("token_embd.weight", out var embedding)) throw new InvalidModelException(file.Name, "token_embd.weight", "is missing: the file holds a vocabulary and no model", "give a file with weights");

        int hidden = Size(metadata, "embedding_length"), heads = Size(metadata, "attention.head_count");
        if (embedding.Shape is not [>= 1 and <= LargestSize, _] || embedding.Shape[1] != hidden) throw metadata.Error(embedding.Name, $"its shape {embedding.ShapeText} is not vocabulary x {hidden}");
        var keyValueHeads = Size(metadata, "attention.head_count_kv", heads);
        if (heads % keyValueHeads != 0) throw metadata.Error(Key(metadata, "attention.head_count_kv"), $"{keyValueHeads} does not divide the {heads} heads");
        var headSize = Size(metadata, "attention.key_length", hidden / heads);
        foreach (var field in (string[])["attention.value_length", "rope.dimension_count"])
            if (Size(metadata, field, headSize) is var size && size != headSize) throw metadata.Error(Key(metadata, field), $"{size} is not the width of a head, {headSize}");
        if (headSize > hidden) throw metadata.Error(Key(metadata, "attention.key_length"), $"a head of {headSize} channels is wider than the model, {hidden}");
        if (headSize % 2 != 0) throw metadata.Error(Key(metadata, "attention.head_count"), $"heads of {headSize} channels cannot be rotated in pairs");
        return new DecoderConfig(architecture)
        {
            HiddenSize = hidden, IntermediateSize = Size(metadata, "feed_forward_length"), Layers = Size(metadata, "block_count"), Heads = heads, KeyValueHeads = keyValueHeads,
            HeadSize = headSize, VocabularySize = (int)embedding.Shape[0], MaxPositions = Size(metadata, "context_length"), TiedEmbeddings = !file.Tensors.ContainsKey("output.weight"),
            QkvBias = file.Tensors.ContainsKey("blk.0.attn_q.bias"), OutputBias = file.Tensors.ContainsKey("blk.0.attn_output.bias"),
        };
    }

    /// <summary>The rotation, apart from factors that come as a tensor.</summary>
    public static RotaryEmbedding ReadRotary(GgufMetadata metadata, int headSize)
    {
        var rotary = RotaryEmbedding.FromTheta(PositiveNumber(metadata, Key(metadata, "rope.freq_base"), 10000), headSize, interleaved: metadata.Text("general.architecture") == "llama");
        var key = Key(metadata, "rope.scaling.type");
        switch (metadata.OptionalText(key))
        {
            case null or "none":
                return rotary;
            case "linear":
                var factor = PositiveNumber(metadata, Key(metadata, "rope.scaling.factor"), otherwise: null);
                return rotary with { InverseFrequencies = [.. rotary.InverseFrequencies.Select(frequency => frequency / factor)] };
            case var other:
                throw metadata.Error(key, $"'{other}' is not supported, only none and linear");
        }
    }

    public static double PositiveNumber(GgufMetadata metadata, string key, double? otherwise) => (metadata.Number(key) ?? otherwise) switch
    {
        null => throw metadata.Error(key, "is missing"),
        > 0 and var number => number,
        { } number => throw metadata.Error(key, $"{number} is not a positive number"),
    };

    private static int Size(GgufMetadata metadata, string field, int? otherwise = null) => (metadata.WholeNumber(Key(metadata, field)) ?? otherwise) switch
    {
        null => throw metadata.Error(Key(metadata, field), "is missing"),
        >= 1 and <= LargestSize and var size => (int)size,
        { } size => throw metadata.Error(Key(metadata, field), $"{size} is no size of a model"),
    };
}
