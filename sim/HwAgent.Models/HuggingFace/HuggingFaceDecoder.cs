using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.HuggingFace;

/// <summary>The decoders of transformers (llama, mistral, qwen2, opt) from their tensors. Their queries and keys are laid out for half-split rotation.</summary>
internal static class HuggingFaceDecoder
{
    /// <summary>Reads a decoder.</summary>
    /// <param name="source">Its tensors.</param>
    /// <param name="config">Its shapes.</param>
    /// <param name="numerics">The rest of its configuration.</param>
    /// <param name="prefix">In front of every name, e.g. <c>language_model.</c> in a vision-language model.</param>
    /// <param name="isIgnored">Names that may be there beside the decoder's.</param>
    /// <exception cref="InvalidModelException">Tensors that are missing, misshapen, unexpected or unreadable.</exception>
    public static DecoderWeights Read(ITensorSource source, DecoderConfig config, DecoderNumerics numerics, string prefix = "", Func<string, bool>? isIgnored = null)
    {
        return TensorTaker.Build(source, taker => Take(taker, config, numerics, prefix), name => IsIgnored(name, config, prefix) || isIgnored?.Invoke(name) == true);
    }

    /// <summary>Checks that a decoder could be read, values apart.</summary>
    /// <exception cref="InvalidModelException">Tensors that are missing, misshapen or unexpected.</exception>
    public static void Check(ITensorSource source, DecoderConfig config, DecoderNumerics numerics) =>
        TensorTaker.Check(source, taker => Take(taker, config, numerics, ""), name => IsIgnored(name, config, ""));

    /// <summary>Takes a decoder's tensors; for builders of larger models.</summary>
    public static DecoderWeights Take(TensorTaker taker, DecoderConfig config, DecoderNumerics numerics, string prefix)
    {
        // A hostile configuration must not make a list of millions of missing names.
        var present = taker.Source.Tensors.Count;
        if (config.Layers > present) throw new InvalidModelException(taker.Source.Name, "tensors", $"{present} are too few for {config.Layers} layers", "check that config.json and weights belong to one model and revision");
        var isOpt = config.Positions == PositionKind.Learned;
        var stem = isOpt ? "model.decoder." : "model.";
        // A model saved without its head (AutoModel) has no `model.` in front.
        var model = prefix + stem;
        if (!taker.Has(model + "embed_tokens.weight") && taker.Has(prefix + stem["model.".Length..] + "embed_tokens.weight")) model = prefix + stem["model.".Length..];

        var embedding = new LinearWeights(config.VocabularySize, config.HiddenSize, taker.Take(model + "embed_tokens.weight", config.VocabularySize, config.HiddenSize));
        var positions = isOpt ? PositionTable(taker, model, config) : null;
        var blocks = new DecoderBlockWeights[config.Layers];
        for (var i = 0; i < blocks.Length; i++)
        {
            var block = $"{model}layers.{i}.";
            blocks[i] = isOpt ? OptBlock(taker, block, config, numerics) : GatedBlock(taker, block, config, numerics);
        }

        var norm = taker.TakeNorm(model + (isOpt ? "final_layer_norm" : "norm"), config.HiddenSize, isOpt, numerics.NormEpsilon);
        var head = config.TiedEmbeddings ? embedding : new LinearWeights(config.VocabularySize, config.HiddenSize, taker.Take(HeadName(prefix), config.VocabularySize, config.HiddenSize));
        return new DecoderWeights(config, embedding, numerics.Rotary, positions, blocks, norm, head);
    }

    /// <summary>Tables that old versions of transformers saved and new ones compute.</summary>
    public static bool IsBuffer(string name) => name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);

    private static bool IsIgnored(string name, DecoderConfig config, string prefix) => IsBuffer(name) || (config.TiedEmbeddings && name == HeadName(prefix));

    private static string HeadName(string prefix) => prefix + "lm_head.weight";

    private static DecoderBlockWeights GatedBlock(TensorTaker taker, string block, DecoderConfig config, DecoderNumerics numerics)
    {
        int hidden = config.HiddenSize, queries = config.Heads * config.HeadSize, keys = config.KeyValueHeads * config.HeadSize, inner = config.IntermediateSize;
        return new DecoderBlockWeights(
            taker.TakeNorm(block + "input_layernorm", hidden, bias: false, numerics.NormEpsilon),
            taker.TakeLinear(block + "self_attn.q_proj", queries, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.k_proj", keys, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.v_proj", keys, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.o_proj", hidden, queries, config.OutputBias),
            taker.TakeNorm(block + "post_attention_layernorm", hidden, bias: false, numerics.NormEpsilon),
            taker.TakeLinear(block + "mlp.gate_proj", inner, hidden, config.MlpBias),
            taker.TakeLinear(block + "mlp.up_proj", inner, hidden, config.MlpBias),
            taker.TakeLinear(block + "mlp.down_proj", hidden, inner, config.MlpBias));
    }

    private static DecoderBlockWeights OptBlock(TensorTaker taker, string block, DecoderConfig config, DecoderNumerics numerics)
    {
        var hidden = config.HiddenSize;
        return new DecoderBlockWeights(
            taker.TakeNorm(block + "self_attn_layer_norm", hidden, bias: true, numerics.NormEpsilon),
            taker.TakeLinear(block + "self_attn.q_proj", hidden, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.k_proj", hidden, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.v_proj", hidden, hidden, config.QkvBias),
            taker.TakeLinear(block + "self_attn.out_proj", hidden, hidden, config.OutputBias),
            taker.TakeNorm(block + "final_layer_norm", hidden, bias: true, numerics.NormEpsilon),
            Gate: null,
            taker.TakeLinear(block + "fc1", config.IntermediateSize, hidden, config.MlpBias),
            taker.TakeLinear(block + "fc2", hidden, config.IntermediateSize, config.MlpBias));
    }

    private static LinearWeights PositionTable(TensorTaker taker, string model, DecoderConfig config)
    {
        var rows = checked(config.MaxPositions + config.PositionOffset);
        return new LinearWeights(rows, config.HiddenSize, taker.Take(model + "embed_positions.weight", rows, config.HiddenSize));
    }
}
