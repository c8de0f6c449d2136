using HwAgent.Core.Workloads;

namespace HwAgent.Core.Models;

/// <summary>A LLaVA-style pair in float32.</summary>
/// <param name="Config">Sizes of both towers, the feature layer, and whether the class token goes along.</param>
/// <param name="Vision">The tower; blocks behind the feature layer may be missing.</param>
/// <param name="Projector">From the tower's width to the decoder's.</param>
/// <param name="Decoder">The language model.</param>
/// <param name="ImageToken">The token of the prompt that an image takes the place of.</param>
public sealed record VisionLanguageWeights(
    VisionLanguageConfig Config, VisionEncoderWeights Vision, ProjectorWeights Projector, DecoderWeights Decoder, int ImageToken);
