namespace HwAgent.Core.Workloads;

/// <summary>A LLaVA-style pair: a vision tower, a projector into the decoder's width, a decoder that reads image and text tokens.</summary>
/// <param name="Name">Preset name or model name.</param>
/// <param name="Vision">The tower; its classifier, if any, is not used.</param>
/// <param name="Decoder">The language model.</param>
public sealed record VisionLanguageConfig(string Name, VisionEncoderConfig Vision, DecoderConfig Decoder) : TransformerConfig(Name)
{
    /// <summary>Images of one prompt that go through the tower: 1, or the whole and its sub-images for any-resolution input.</summary>
    public int ImagesPerPrompt { get; init; } = 1;

    /// <summary>Linear layers of the projector: 1, or 2 and more with an activation between.</summary>
    public int ProjectorLayers { get; init; } = 2;

    public bool ProjectorBias { get; init; } = true;

    public string ProjectorActivation { get; init; } = "gelu";

    /// <summary>True for GELU by tanh (gelu_new, gelu_pytorch_tanh) instead of the error function: the cost is the same, the values are not.</summary>
    public bool ProjectorApproximateGelu { get; init; }

    /// <summary>The exact function, as the reference computes it: <c>gelu_tanh</c> or the name of <see cref="ProjectorActivation"/>.</summary>
    public string ProjectorActivationFunction => ProjectorApproximateGelu ? "gelu_tanh" : ProjectorActivation;

    /// <summary>
    /// Which hidden state feeds the projector, as Hugging Face counts them: 0 is the embedding, L the last block, negative from the end (-2: the last but one).
    /// Blocks behind it are in the checkpoint but nobody reads them, so they are not operators of the workload.
    /// </summary>
    public int FeatureLayer { get; init; } = -2;

    /// <summary>True when the class token goes to the decoder too.</summary>
    public bool KeepClassToken { get; init; }

    /// <summary>Blocks of the tower that run.</summary>
    public int VisionLayersRun => FeatureLayer < 0 ? Vision.Layers + 1 + FeatureLayer : FeatureLayer;

    public override IReadOnlyList<string> SupportedPhases => [Phases.Prefill, Phases.Decode, Phases.Encode];

    /// <summary>Decoder tokens that the images of one prompt become.</summary>
    public int ImageTokens(int? resolution = null, int? stride = null, int merged = 0) =>
        checked(ImagesPerPrompt * (VisionEncoderConfig.PatchesLeft(Vision.Patches(resolution, stride), VisionLayersRun, merged) + (KeepClassToken ? Vision.ExtraTokens : 0)));
}
