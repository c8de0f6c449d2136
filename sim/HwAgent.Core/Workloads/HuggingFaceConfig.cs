using System.Text.Json;

namespace HwAgent.Core.Workloads;

/// <summary>
/// Reads a Hugging Face <c>config.json</c>: llama, mistral, qwen2, opt, bert, vit, deit, clip, siglip (whole or vision tower), and llava-style
/// pairs, both as <c>text_config</c> + <c>vision_config</c> and as the original <c>mm_vision_tower</c> form.
/// </summary>
public static class HuggingFaceConfig
{
    private static readonly string[] Supported =
    [
        "llama", "mistral", "qwen2", "opt", "bert", "vit", "deit", "clip", "clip_vision_model", "siglip", "siglip_vision_model",
        "llava", "llava_llama", "llava_mistral", "llava_qwen", "tiny_llava_llama",
    ];

    /// <summary>The shape of the model that a configuration describes.</summary>
    /// <param name="json">The text of the file.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="name">Name of the result; default: the <c>model_type</c>.</param>
    /// <exception cref="InvalidConfigException">Malformed JSON, a missing or contradictory field, a model type or feature that is not modelled.</exception>
    public static TransformerConfig Parse(string json, string file = "config.json", string? name = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = ParseDocument(json, file);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidConfigException(file, "(document)", "is not a JSON object", "give the config.json of a model repository");

        var fields = new JsonFields(document.RootElement, file);
        var type = fields.Text("model_type") ?? throw fields.Missing("model_type", $"one of: {string.Join(", ", Supported)}");
        var config = ParseModel(fields, type, name ?? type);
        CheckSize(config, file);
        return config;
    }

    private static TransformerConfig ParseModel(JsonFields fields, string type, string name)
    {
        return type switch
        {
            "llama" or "mistral" or "qwen2" or "opt" => HuggingFaceText.Decoder(fields, type, name),
            "bert" => HuggingFaceText.Bert(fields, name),
            "vit" => HuggingFaceVision.Vit(fields, name, extraTokens: 1),
            // DeiT in transformers always has a distillation token; plain DeiT checkpoints are published as vit.
            "deit" => HuggingFaceVision.Vit(fields, name, extraTokens: 2),
            "clip_vision_model" => HuggingFaceVision.Clip(fields, name, IsWithProjection(fields)),
            "siglip_vision_model" => HuggingFaceVision.Siglip(fields, name),
            "clip" => HuggingFacePairs.Clip(fields, name),
            "siglip" => HuggingFacePairs.Siglip(fields, name),
            _ when !Supported.Contains(type) => throw fields.Unsupported("model_type", type, $"use one of: {string.Join(", ", Supported)}"),
            _ when fields.Has("mm_vision_tower") => HuggingFacePairs.OriginalLlava(fields, type, name),
            _ => HuggingFacePairs.Llava(fields, name),
        };
    }

    private static void CheckSize(TransformerConfig config, string file)
    {
        try
        {
            WorkloadBuilder.ParameterCount(config);
        }
        catch (OverflowException)
        {
            throw new InvalidConfigException(file, "(document)", "describes more parameters than can be counted", "check its sizes against the checkpoint");
        }
    }

    private static bool IsWithProjection(JsonFields fields) =>
        fields.Texts("architectures").Any(a => a.EndsWith("WithProjection", StringComparison.Ordinal));

    private static JsonDocument ParseDocument(string json, string file)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            // The parser counts lines and bytes from 0.
            throw new InvalidConfigException(
                file, $"line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}", "is not valid JSON", "fetch the file again, or undo the last edit");
        }
    }
}
