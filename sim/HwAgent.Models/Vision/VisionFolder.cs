using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;
using HwAgent.Models.HuggingFace;
using HwAgent.Models.Safetensors;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Vision;

/// <summary>Vision models in a Hugging Face folder: <c>config.json</c> and safetensors.</summary>
public static class VisionFolder
{
    /// <summary>What the original LLaVA code puts into a prompt where an image stands.</summary>
    public const int OriginalImageToken = -200;

    /// <summary>Default of <c>image_token_index</c> in transformers.</summary>
    private const int DefaultImageToken = 32000;

    /// <summary>Reads a ViT, DeiT, CLIP or SigLIP encoder; of a whole CLIP or SigLIP the vision tower.</summary>
    /// <exception cref="InvalidModelException">Weights that are missing, malformed or do not fit the configuration.</exception>
    /// <exception cref="InvalidConfigException">The configuration is malformed, or describes no vision encoder.</exception>
    public static VisionEncoderWeights ReadEncoder(string folder) => ReadEncoder(folder, TensorTaker.Build);

    /// <summary>Reads a LLaVA-style pair, as transformers or as the original code saves it.</summary>
    /// <exception cref="InvalidModelException">Weights that are missing, malformed or do not fit the configuration.</exception>
    /// <exception cref="InvalidConfigException">The configuration is malformed, or describes no such pair.</exception>
    public static VisionLanguageWeights ReadPair(string folder) => ReadPair(folder, TensorTaker.Build);

    /// <summary>Checks that an encoder or a pair could be read, values apart.</summary>
    /// <exception cref="InvalidModelException">Weights that are missing, malformed or do not fit the configuration.</exception>
    /// <exception cref="InvalidConfigException">A field has the wrong form.</exception>
    internal static void Check(string folder, TransformerConfig config)
    {
        if (config is VisionLanguageConfig) ReadPair(folder, TensorTaker.Check);
        else ReadEncoder(folder, TensorTaker.Check);
    }

    private static VisionEncoderWeights ReadEncoder(string folder, Func<ITensorSource, Func<TensorTaker, VisionEncoderWeights>, Func<string, bool>, VisionEncoderWeights> read)
    {
        var (json, file) = ReadConfig(folder);
        var (config, section) = HuggingFaceConfig.Parse(json, file) switch
        {
            VisionEncoderConfig encoder => (encoder, null),
            DualEncoderConfig pair => (pair.Vision, "vision_config"),
            _ => throw new InvalidConfigException(file, "model_type", "describes no vision encoder", "give a folder of vit, deit, clip or siglip"),
        };
        using var document = JsonDocument.Parse(json);
        var fields = new ConfigSection(document.RootElement, file);
        var type = fields.Text("model_type")!;
        var family = type.StartsWith("clip", StringComparison.Ordinal) ? VisionFamily.Clip : type.StartsWith("siglip", StringComparison.Ordinal) ? VisionFamily.Siglip : VisionFamily.Vit;
        var epsilon = Epsilon(section is null ? fields : fields.Section(section)!, family);
        using var source = SafetensorsFolder.Open(folder);
        return read(source, taker => new HuggingFaceVisionEncoder(taker, config, epsilon).Take(family), HuggingFaceVisionEncoder.IsIgnored);
    }

    private static VisionLanguageWeights ReadPair(string folder, Func<ITensorSource, Func<TensorTaker, VisionLanguageWeights>, Func<string, bool>, VisionLanguageWeights> read)
    {
        var (json, file) = ReadConfig(folder);
        if (HuggingFaceConfig.Parse(json, file) is not VisionLanguageConfig config)
            throw new InvalidConfigException(file, "model_type", "describes no vision-language pair", "give a folder of llava");
        using var document = JsonDocument.Parse(json);
        var fields = new ConfigSection(document.RootElement, file);
        var isOriginal = fields.Has("mm_vision_tower");
        var towerType = isOriginal ? fields.Text("mm_vision_tower")! : fields.Section("vision_config")!.Text("model_type") ?? "clip_vision_model";
        var family = towerType.Contains("siglip", StringComparison.OrdinalIgnoreCase) ? VisionFamily.Siglip : VisionFamily.Clip;
        var epsilon = isOriginal ? (float)HuggingFaceVisionEncoder.DefaultEpsilon(family) : Epsilon(fields.Section("vision_config")!, family);
        var numerics = DecoderNumerics.Parse(json, file, config.Decoder, isOriginal ? null : "text_config");
        var imageToken = isOriginal ? OriginalImageToken : ImageToken(fields);

        using var source = SafetensorsFolder.Open(folder);
        using var renamed = new RenamedTensors(source, isOriginal ? LlavaNames.FromOriginal : LlavaNames.FromTransformers);
        return read(
            renamed,
            taker => new VisionLanguageWeights(
                config, new HuggingFaceVisionEncoder(taker, config.Vision, epsilon).Take(family, LlavaNames.Vision), TakeProjector(taker, config),
                HuggingFaceDecoder.Take(taker, config.Decoder, numerics, LlavaNames.Decoder), imageToken),
            name => HuggingFaceDecoder.IsBuffer(name) || HuggingFaceVisionEncoder.IsIgnored(name)
                || (config.Decoder.TiedEmbeddings && name == LlavaNames.Decoder + "lm_head.weight"));
    }

    private static ProjectorWeights TakeProjector(TensorTaker taker, VisionLanguageConfig config)
    {
        var width = config.Decoder.HiddenSize;
        return new ProjectorWeights(
            [.. Enumerable.Range(1, config.ProjectorLayers).Select(i => taker.TakeLinear($"{LlavaNames.Projector}{i}", width, i == 1 ? config.Vision.HiddenSize : width, config.ProjectorBias))],
            config.ProjectorActivationFunction);
    }

    private static int ImageToken(ConfigSection fields)
    {
        var field = fields.Has("image_token_index") ? "image_token_index" : "image_token_id";
        var token = fields.Positive(field, DefaultImageToken);
        // The decoder never reads it: it may lie behind the vocabulary.
        if (token != Math.Floor(token) || token > 1 << 24) throw fields.Error(field, $"{token} is no token", "give the token's number");
        return (int)token;
    }

    private static float Epsilon(ConfigSection fields, VisionFamily family) => (float)fields.Positive("layer_norm_eps", HuggingFaceVisionEncoder.DefaultEpsilon(family));

    private static (string Json, string File) ReadConfig(string folder)
    {
        var file = Path.Combine(folder, HuggingFaceFolder.ConfigName);
        return (HuggingFaceFolder.ReadConfig(file), file);
    }
}
