using HwAgent.Core.Workloads;

namespace HwAgent.Core.Models;

/// <summary>A vision transformer in float32, whatever file it came from.</summary>
/// <param name="Config">Sizes and kinds. Widths of a block are in the block, as in <see cref="DecoderWeights"/>.</param>
/// <param name="PatchEmbedding">The convolution over patches as a linear layer: Hidden x (Channels * PatchSize * PatchSize), a patch in the order channel, row, column.</param>
/// <param name="ExtraTokens">Class and distillation token, ExtraTokens x Hidden, without their positions; empty for SigLIP.</param>
/// <param name="PositionEmbedding">(ExtraTokens + Patches) x Hidden; patches row by row.</param>
/// <param name="EmbeddingNorm">CLIP's norm in front of the first block, or null.</param>
/// <param name="Blocks">In the order in which they run; an encoder's block is a decoder's without a gate.</param>
/// <param name="FinalNorm">Behind the last block.</param>
/// <param name="Pooler">Hidden x Hidden, followed by tanh, or null.</param>
/// <param name="AttentionPooling">SigLIP's head, or null.</param>
/// <param name="Projection">CLIP's projection of the pooled row, or null.</param>
/// <param name="Classifiers">Classes x Hidden each: none, one on the class token, or a second one on the distillation token, whose mean is the answer.</param>
public sealed record VisionEncoderWeights(
    VisionEncoderConfig Config, LinearWeights PatchEmbedding, float[] ExtraTokens, LinearWeights PositionEmbedding, NormWeights? EmbeddingNorm,
    IReadOnlyList<DecoderBlockWeights> Blocks, NormWeights FinalNorm, LinearWeights? Pooler, AttentionPoolingWeights? AttentionPooling,
    LinearWeights? Projection, IReadOnlyList<LinearWeights> Classifiers)
{
    /// <summary>Width of one attention head.</summary>
    public int HeadSize => Config.HiddenSize / Config.Heads;

    /// <summary>Rows that anything behind the final norm reads: the extra tokens with a classifier, pooler or projection, else all.</summary>
    /// <param name="tokens">Rows behind the last block.</param>
    public int HeadRows(int tokens) =>
        Classifiers.Count > 0 ? Classifiers.Count : Pooler is not null || Config.FinalNormOnClassToken ? 1 : tokens;
}
