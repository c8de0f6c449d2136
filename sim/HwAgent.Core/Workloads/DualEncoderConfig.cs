namespace HwAgent.Core.Workloads;

/// <summary>A contrastive pair (CLIP, SigLIP): an image and a text tower whose pooled rows are compared.</summary>
/// <param name="Name">Model name.</param>
/// <param name="Vision">The image tower.</param>
/// <param name="Text">The text tower.</param>
/// <param name="ScalarParameters">Learned scale (and shift, for SigLIP) of the similarity.</param>
public sealed record DualEncoderConfig(string Name, VisionEncoderConfig Vision, TextEncoderConfig Text, int ScalarParameters) : TransformerConfig(Name)
{
    public override IReadOnlyList<string> SupportedPhases => [Phases.Encode];
}
