using HwAgent.Core.Compression;
using HwAgent.Core.Integer.Vision;
using HwAgent.Core.Models;
using HwAgent.Core.Workloads;

namespace HwAgent.Models.Compressed;

/// <summary>The image side of a compressed pair, but its weights.</summary>
internal sealed record ManifestVision
{
    /// <summary>Of the pair.</summary>
    public required string Name { get; init; }

    /// <summary>All of its blocks run.</summary>
    public required VisionEncoderConfig Encoder { get; init; }

    /// <summary>Of every norm of the encoder.</summary>
    public required float NormEpsilon { get; init; }

    public required bool KeepClassToken { get; init; }

    public required int ImagesPerPrompt { get; init; }

    /// <summary>See <see cref="VisionLanguageWeights.ImageToken"/>.</summary>
    public required int ImageToken { get; init; }

    public required int ProjectorLayers { get; init; }

    public required bool ProjectorBias { get; init; }

    public required string ProjectorActivation { get; init; }

    public required bool ProjectorApproximateGelu { get; init; }

    public required VisionScales Tower { get; init; }

    public required ProjectorScales Projector { get; init; }

    public static ManifestVision From(CompressedVision vision)
    {
        var (skeleton, config) = (vision.Pair.Skeleton, vision.Pair.Skeleton.Config);
        return new ManifestVision
        {
            Name = config.Name, Encoder = skeleton.Vision.Config, NormEpsilon = skeleton.Vision.FinalNorm.Epsilon, KeepClassToken = config.KeepClassToken, ImagesPerPrompt = config.ImagesPerPrompt,
            ImageToken = skeleton.ImageToken, ProjectorLayers = skeleton.Projector.Layers.Count, ProjectorBias = config.ProjectorBias, ProjectorActivation = config.ProjectorActivation,
            ProjectorApproximateGelu = config.ProjectorApproximateGelu, Tower = vision.Tower, Projector = vision.Projector,
        };
    }

    /// <summary>The pair's configuration.</summary>
    /// <param name="decoder">That of the manifest.</param>
    public VisionLanguageConfig Pair(DecoderConfig decoder) => new(Name, Encoder, decoder)
    {
        ImagesPerPrompt = ImagesPerPrompt, ProjectorLayers = ProjectorLayers, ProjectorBias = ProjectorBias, ProjectorActivation = ProjectorActivation,
        ProjectorApproximateGelu = ProjectorApproximateGelu, FeatureLayer = Encoder.Layers, KeepClassToken = KeepClassToken,
    };
}
