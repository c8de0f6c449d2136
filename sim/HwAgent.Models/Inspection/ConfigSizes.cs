using HwAgent.Core.Workloads;

namespace HwAgent.Models.Inspection;

/// <summary>The sizes of a configuration by name.</summary>
internal static class ConfigSizes
{
    public static OrderedDictionary<string, long> Of(TransformerConfig config)
    {
        var sizes = new OrderedDictionary<string, long>(StringComparer.Ordinal);
        switch (config)
        {
            case DecoderConfig decoder:
                AddDecoder(sizes, decoder);
                break;
            case VisionEncoderConfig encoder:
                AddVision(sizes, encoder);
                break;
            case VisionLanguageConfig pair:
                AddDecoder(sizes, pair.Decoder);
                AddVision(sizes, pair.Vision);
                sizes.Add("imageTokens", pair.ImageTokens());
                break;
            case DualEncoderConfig pair:
                AddVision(sizes, pair.Vision);
                break;
        }

        return sizes;
    }

    private static void AddDecoder(OrderedDictionary<string, long> sizes, DecoderConfig config)
    {
        sizes.Add("layers", config.Layers);
        sizes.Add("hiddenSize", config.HiddenSize);
        sizes.Add("intermediateSize", config.IntermediateSize);
        sizes.Add("heads", config.Heads);
        sizes.Add("keyValueHeads", config.KeyValueHeads);
        sizes.Add("headSize", config.HeadSize);
        sizes.Add("vocabularySize", config.VocabularySize);
        sizes.Add("maxPositions", config.MaxPositions);
        if (config.SlidingWindow is { } window) sizes.Add("slidingWindow", window);
    }

    private static void AddVision(OrderedDictionary<string, long> sizes, VisionEncoderConfig config)
    {
        sizes.Add("visionLayers", config.Layers);
        sizes.Add("visionHiddenSize", config.HiddenSize);
        sizes.Add("visionIntermediateSize", config.IntermediateSize);
        sizes.Add("visionHeads", config.Heads);
        sizes.Add("imageSize", config.ImageSize);
        sizes.Add("patchSize", config.PatchSize);
    }
}
