using System.Globalization;

namespace HwAgent.Core.Workloads;

/// <summary>Models of two towers of <see cref="HuggingFaceConfig"/>.</summary>
internal static class HuggingFacePairs
{
    public static DualEncoderConfig Clip(JsonFields fields, string name)
    {
        var projection = fields.OptionalSize("projection_dim") ?? 512;
        var vision = HuggingFaceVision.Clip(fields.Object("vision_config"), name + ".vision", withProjection: true);
        var text = HuggingFaceText.Tower(fields.Object("text_config"), name + ".text", isSiglip: false);
        // The common width of both towers stands at the top, and counts there.
        return new DualEncoderConfig(name, vision with { ProjectionSize = projection }, text with { ProjectionSize = projection }, ScalarParameters: 1);
    }

    public static DualEncoderConfig Siglip(JsonFields fields, string name)
    {
        var vision = HuggingFaceVision.Siglip(fields.Object("vision_config"), name + ".vision");
        var textFields = fields.Object("text_config");
        var text = HuggingFaceText.Tower(textFields, name + ".text", isSiglip: true);
        text = text with { ProjectionSize = textFields.OptionalSize("projection_size") ?? text.HiddenSize };
        if (text.ProjectionSize != vision.HiddenSize)
            throw textFields.Error("projection_size", $"{text.ProjectionSize} is not the vision tower's width of {vision.HiddenSize}", "check both towers against the checkpoint");
        return new DualEncoderConfig(name, vision, text, ScalarParameters: 2);
    }

    /// <summary>The form of transformers: <c>vision_config</c> and <c>text_config</c>.</summary>
    public static VisionLanguageConfig Llava(JsonFields fields, string name)
    {
        var visionFields = fields.Object("vision_config");
        var textFields = fields.Object("text_config");
        var visionType = visionFields.Text("model_type") ?? "clip_vision_model";
        var vision = visionType switch
        {
            "clip_vision_model" => HuggingFaceVision.Clip(visionFields, name + ".vision", withProjection: false),
            "siglip_vision_model" => HuggingFaceVision.Siglip(visionFields, name + ".vision"),
            _ => throw visionFields.Unsupported("model_type", visionType, "use one of: clip_vision_model, siglip_vision_model"),
        };
        var decoder = HuggingFaceText.Decoder(textFields, textFields.Text("model_type") ?? "llama", name + ".decoder");
        return CheckFeatureLayer(fields, "vision_feature_layer", new VisionLanguageConfig(name, vision, decoder)
        {
            FeatureLayer = fields.IntegerOr("vision_feature_layer", -2),
            KeepClassToken = KeepsClassToken(fields, "vision_feature_select_strategy", drop: "default", keep: "full"),
            ProjectorActivation = fields.Activation("projector_hidden_act", "gelu"),
            ProjectorApproximateGelu = fields.IsApproximateGelu("projector_hidden_act", "gelu"),
            ProjectorBias = fields.BooleanOr("multimodal_projector_bias", true),
        });
    }

    /// <summary>The form of the original LLaVA code: the decoder's fields at the top, the vision tower by name.</summary>
    public static VisionLanguageConfig OriginalLlava(JsonFields fields, string type, string name)
    {
        var tower = fields.Text("mm_vision_tower") ?? throw fields.Missing("mm_vision_tower", "the repository name of a vision tower");
        var vision = WorkloadPresets.FindVisionTower(tower) ?? throw fields.Unsupported(
            "mm_vision_tower", tower, "use clip-vit-large-patch14, clip-vit-large-patch14-336 or siglip-so400m-patch14-384, or give vision_config and text_config");
        if (fields.Text("image_aspect_ratio") is { } ratio && ratio.StartsWith("anyres", StringComparison.Ordinal))
            throw fields.Unsupported("image_aspect_ratio", ratio, "its images a prompt vary; set it to pad, or use the preset ferret-ui-7b for two sub-images and the whole");
        var family = type switch
        {
            "llava_mistral" => "mistral",
            "llava_qwen" => "qwen2",
            _ => "llama",
        };
        return CheckFeatureLayer(fields, "mm_vision_select_layer", new VisionLanguageConfig(name, vision, HuggingFaceText.Decoder(fields, family, name + ".decoder"))
        {
            FeatureLayer = fields.IntegerOr("mm_vision_select_layer", -2),
            KeepClassToken = KeepsClassToken(fields, "mm_vision_select_feature", drop: "patch", keep: "cls_patch"),
            ProjectorLayers = ProjectorLayers(fields),
        });
    }

    private static VisionLanguageConfig CheckFeatureLayer(JsonFields fields, string field, VisionLanguageConfig pair)
    {
        if (pair.VisionLayersRun < 0 || pair.VisionLayersRun > pair.Vision.Layers)
            throw fields.Error(field, $"{pair.FeatureLayer} is not a layer of the {pair.Vision.Layers} of the vision tower", $"give {-pair.Vision.Layers - 1} to {pair.Vision.Layers}");
        return pair;
    }

    private static bool KeepsClassToken(JsonFields fields, string field, string drop, string keep)
    {
        var value = fields.Text(field) ?? drop;
        if (value != drop && value != keep) throw fields.Unsupported(field, value, $"use {drop} or {keep}");
        return value == keep;
    }

    /// <summary><c>linear</c> is one layer, <c>mlp2x_gelu</c> two, and so on.</summary>
    private static int ProjectorLayers(JsonFields fields)
    {
        var type = fields.Text("mm_projector_type") ?? "linear";
        if (type == "linear") return 1;
        const string Start = "mlp", End = "x_gelu";
        if (type.StartsWith(Start, StringComparison.Ordinal) && type.EndsWith(End, StringComparison.Ordinal)
            && int.TryParse(type[Start.Length..^End.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var layers) && layers is >= 1 and <= 16)
            return layers;
        throw fields.Unsupported("mm_projector_type", type, "use linear, mlp2x_gelu or another mlpNx_gelu");
    }
}
