using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.HuggingFace;

/// <summary>What a decoder's configuration says beside its shapes.</summary>
/// <param name="NormEpsilon">Of every norm.</param>
/// <param name="Rotary">Null for learned positions.</param>
internal sealed record DecoderNumerics(float NormEpsilon, RotaryEmbedding? Rotary)
{
    /// <param name="json">A <c>config.json</c> that <see cref="HuggingFaceConfig.Parse"/> has accepted.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="config">The shapes of the decoder.</param>
    /// <param name="section">The object that describes the decoder, e.g. <c>text_config</c>; null for the top level.</param>
    /// <exception cref="InvalidConfigException">A field has the wrong form, or a rotation that is not supported.</exception>
    public static DecoderNumerics Parse(string json, string file, DecoderConfig config, string? section = null)
    {
        using var document = JsonDocument.Parse(json);
        var fields = new ConfigSection(document.RootElement, file);
        if (section is not null) fields = fields.Section(section) ?? throw fields.Error(section, "is missing", "add it as an object");
        if (fields.Has("quantization_config")) throw fields.Error("quantization_config", "quantised checkpoints (GPTQ, AWQ, bitsandbytes) are not supported", "take the model that was quantised, in float32, float16 or bfloat16");
        if (config.Norm == NormKind.LayerNorm) return new DecoderNumerics(1e-5f, null); // OPT: torch.nn.LayerNorm's default
        return new DecoderNumerics((float)fields.Positive("rms_norm_eps", 1e-6), RotaryConfig.Parse(fields, config.HeadSize, config.MaxPositions));
    }
}
