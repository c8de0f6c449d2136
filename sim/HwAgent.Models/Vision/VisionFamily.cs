namespace HwAgent.Models.Vision;

/// <summary>What the vision encoders of transformers name differently.</summary>
internal enum VisionFamily
{
    /// <summary>ViT and DeiT.</summary>
    Vit,
    Clip,
    Siglip,
}
