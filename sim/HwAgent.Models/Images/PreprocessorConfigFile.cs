using System.Text.Json;
using HwAgent.Core.Models;
using HwAgent.Models.Json;
using HwAgent.Models.Tensors;

namespace HwAgent.Models.Images;

/// <summary>Reads <c>preprocessor_config.json</c> of the CLIP, SigLIP and ViT processors of transformers; steps that they do not have are refused by name.</summary>
internal static class PreprocessorConfigFile
{
    private const string Name = "preprocessor_config.json";
    private const int LargestSize = 1 << 13;
    private const long LargestFile = 1L << 20;

    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    /// <summary>OPENAI_CLIP_MEAN and OPENAI_CLIP_STD.</summary>
    private static readonly float[] ClipMean = [0.48145466f, 0.4578275f, 0.40821073f], ClipDeviation = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>What this class does, and switches that make no difference to an RGB picture.</summary>
    private static readonly HashSet<string> Known = ["do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb"];

    public static ImagePreprocessor Load(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, Name) : path;
        if (!File.Exists(file)) throw new InvalidModelException(file, "file", "does not exist", $"name a {Name} or a folder with one");
        return Parse(WholeFile.Read(file, LargestFile), file);
    }

    public static ImagePreprocessor Parse(ReadOnlyMemory<byte> utf8, string file)
    {
        var root = JsonPart.Parse(utf8, file);
        foreach (var (name, value) in root.Members())
        {
            if (name.StartsWith("do_", StringComparison.Ordinal) && !Known.Contains(name) && !value.IsNull && value.AsFlag())
                throw root[name].Error("this step is not supported", $"use a model whose steps are {string.Join(", ", Known)}");
            if (name == "crop_pct" && !value.IsNull) throw root[name].Error("this setting is not supported", "use a processor of CLIP, SigLIP or ViT");
        }

        var defaults = Defaults(root);
        var crops = root.Flag("do_center_crop", defaults.Crop is not null);
        var normalises = root.Flag("do_normalize", true);
        var preprocessor = defaults with
        {
            Crop = crops ? CropSize(root["crop_size"]) ?? defaults.Crop ?? (224, 224) : null,
            Scale = !root.Flag("do_rescale", true) ? 1 : root["rescale_factor"] is { IsNull: false } factor ? Number(factor) : 1.0 / 255,
            Mean = normalises ? Channels(root["image_mean"]) ?? defaults.Mean : null,
            StandardDeviation = normalises ? Deviation(root["image_std"]) ?? defaults.StandardDeviation : null,
        };
        if (!root.Flag("do_resize", true)) return preprocessor with { Resampling = null, ShortestEdge = 0, Height = 0, Width = 0 };
        var filter = root["resample"];
        if (!filter.IsNull) preprocessor = preprocessor with { Resampling = Enum.IsDefined((ResamplingFilter)filter.AsId()) ? (ResamplingFilter)filter.AsId() : throw filter.Error("it is no filter of Pillow", "give a number from 0 to 5") };
        return WithSize(preprocessor, root["size"], crops);
    }

    private static ImagePreprocessor Defaults(JsonPart root)
    {
        var type = root["image_processor_type"] is { IsNull: false } processor ? processor : root["feature_extractor_type"];
        var name = type.IsNull ? "" : type.AsText();
        var clip = new ImagePreprocessor { Resampling = ResamplingFilter.Bicubic, ShortestEdge = 224, Crop = (224, 224), Mean = ClipMean, StandardDeviation = ClipDeviation };
        return name.Replace("Fast", "", StringComparison.Ordinal) switch
        {
            "CLIPImageProcessor" or "CLIPFeatureExtractor" or "LlavaImageProcessor" => clip,
            "SiglipImageProcessor" => new ImagePreprocessor { Resampling = ResamplingFilter.Bicubic, Height = 224, Width = 224, Mean = Half, StandardDeviation = Half },
            "ViTImageProcessor" or "ViTFeatureExtractor" => new ImagePreprocessor { Resampling = ResamplingFilter.Bilinear, Height = 224, Width = 224, Mean = Half, StandardDeviation = Half },
            "" => throw root["image_processor_type"].Error("it is missing", "give CLIPImageProcessor, SiglipImageProcessor or ViTImageProcessor"),
            _ => throw type.Error($"'{name}' is not supported", "use a model with CLIPImageProcessor, SiglipImageProcessor or ViTImageProcessor"),
        };
    }

    /// <summary>A size as processors of all ages write it: one number, the shortest edge, or height and width.</summary>
    private static ImagePreprocessor WithSize(ImagePreprocessor preprocessor, JsonPart size, bool crops)
    {
        switch (size.Value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return preprocessor;
            // Processors that crop read one number as the shortest edge, the others as a square.
            case JsonValueKind.Number when crops:
                return preprocessor with { ShortestEdge = Pixels(size), Height = 0, Width = 0 };
            case JsonValueKind.Number:
                return preprocessor with { ShortestEdge = 0, Height = Pixels(size), Width = Pixels(size) };
        }

        foreach (var (name, value) in size.Members())
        {
            if (name is not ("shortest_edge" or "height" or "width") && !value.IsNull) throw size[name].Error("it is not supported", "give shortest_edge, or height and width");
        }

        return size["shortest_edge"].IsNull
            ? preprocessor with { ShortestEdge = 0, Height = Pixels(size["height"]), Width = Pixels(size["width"]) }
            : preprocessor with { ShortestEdge = Pixels(size["shortest_edge"]), Height = 0, Width = 0 };
    }

    private static (int Height, int Width)? CropSize(JsonPart size) => size.Value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.Number => (Pixels(size), Pixels(size)),
        _ => (Pixels(size["height"]), Pixels(size["width"])),
    };

    private static int Pixels(JsonPart part)
    {
        var pixels = part.AsId();
        return pixels is >= 1 and <= LargestSize ? pixels : throw part.Error($"{pixels} pixels are not from 1 to {LargestSize}", "take the file from the model again");
    }

    private static float[]? Channels(JsonPart part)
    {
        if (part.IsNull) return null;
        float[] values = [.. part.Items().Select(item => (float)Number(item))];
        return values.Length == RgbImage.Channels ? values : throw part.Error($"it has {values.Length} values", $"give {RgbImage.Channels}, one a channel");
    }

    private static float[]? Deviation(JsonPart part) =>
        Channels(part) is { } values && Array.Exists(values, value => value <= 0) ? throw part.Error("a standard deviation is not above 0", "take the file from the model again") : Channels(part);

    private static double Number(JsonPart part) =>
        part.Value.ValueKind == JsonValueKind.Number && part.Value.TryGetDouble(out var number) && Math.Abs(number) < 1e6 ? number : throw part.Error("it is no number of a sensible size", "take the file from the model again");
}
