using HwAgent.Core.Workloads;

namespace HwAgent.Core.Models;

/// <summary>A decoder-only language model in float32, whatever file it came from.</summary>
/// <param name="Config">Sizes and kinds. After pruning, <see cref="DecoderConfig.Layers"/> counts the blocks that are left; widths of a block are in the block.</param>
/// <param name="TokenEmbedding">Vocabulary x Hidden.</param>
/// <param name="Rotary">Null for learned positions.</param>
/// <param name="PositionEmbedding">(PositionOffset + MaxPositions) x Hidden for learned positions (OPT), else null.</param>
/// <param name="Blocks">In the order in which they run.</param>
/// <param name="FinalNorm">In front of the head.</param>
/// <param name="Head">Vocabulary x Hidden; the embedding itself when tied.</param>
public sealed record DecoderWeights(
    DecoderConfig Config, LinearWeights TokenEmbedding, RotaryEmbedding? Rotary, LinearWeights? PositionEmbedding,
    IReadOnlyList<DecoderBlockWeights> Blocks, NormWeights FinalNorm, LinearWeights Head);
