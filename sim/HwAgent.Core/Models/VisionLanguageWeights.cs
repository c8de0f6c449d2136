using HwAgent.Core.Workloads;

namespace HwAgent.Core.Models;

/// <summary>A LLaVA-style pair in float32.</summary>
/// <param name="Config">Sizes of both towers, the feature layer, and whether the class token goes along.</param>
/// <param name="Vision">The tower; blocks behind the feature layer may be missing.</param>
/// <param name="Projector">From the tower's width to the decoder's.</param>
/// <param name="Decoder">The language model.</param>
/// <param name="ImageToken">The token of the prompt that an image takes the place of.</param>
public sealed record VisionLanguageWeights(
    VisionLanguageConfig Config, VisionEncoderWeights Vision, ProjectorWeights Projector, DecoderWeights Decoder, int ImageToken)
{
    /// <summary>The pair without what nobody reads: blocks behind the feature layer, and whatever stands behind the last block.</summary>
    public VisionLanguageWeights WithoutUnread()
    {
        var vision = Vision with
        {
            Config = Vision.Config with { Pooler = false, AttentionPooling = false, ProjectionSize = null, Classes = null },
            Pooler = null, AttentionPooling = null, Projection = null, Classifiers = [],
        };
        return (this with { Vision = vision }).WithVisionBlocks([.. Vision.Blocks.Take(Config.VisionLayersRun)]);
    }

    /// <summary>The pair with other blocks in its tower, all of which run.</summary>
    public VisionLanguageWeights WithVisionBlocks(IReadOnlyList<DecoderBlockWeights> blocks)
    {
        var vision = Vision with { Blocks = blocks, Config = Vision.Config with { Layers = blocks.Count } };
        return this with { Vision = vision, Config = Config with { Vision = vision.Config, FeatureLayer = blocks.Count } };
    }
}
