namespace HwAgent.Core.Integer.Vision;

/// <summary>All static activation scales of an integer vision encoder: real values of one step.</summary>
public sealed record VisionScales
{
    /// <summary>Normalised pixels in int8.</summary>
    public required double Pixels { get; init; }

    /// <summary>What the embedding norm reads, 16 bits; null without one.</summary>
    public required double? EmbeddingSum { get; init; }

    /// <summary>The residual stream, 16 bits.</summary>
    public required double Residual { get; init; }

    /// <summary>One a block that runs.</summary>
    public required IReadOnlyList<BlockScales> Blocks { get; init; }

    /// <summary>Null where only hidden states are wanted, as in a vision-language pair.</summary>
    public required HeadScales? Head { get; init; }
}
