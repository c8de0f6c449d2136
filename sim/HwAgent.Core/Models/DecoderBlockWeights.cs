namespace HwAgent.Core.Models;

/// <summary>
/// One pre-norm block of a decoder. Its widths are its own, because pruning makes blocks that differ: heads and MLP channels follow
/// from the shapes of the matrices.
/// </summary>
/// <param name="AttentionNorm">Norm in front of the attention.</param>
/// <param name="Query">(Heads * HeadSize) x Hidden.</param>
/// <param name="Key">(KeyValueHeads * HeadSize) x Hidden.</param>
/// <param name="Value">(KeyValueHeads * HeadSize) x Hidden.</param>
/// <param name="Output">Hidden x (Heads * HeadSize).</param>
/// <param name="MlpNorm">Norm in front of the MLP.</param>
/// <param name="Gate">Intermediate x Hidden, or null for an MLP without a gate.</param>
/// <param name="Up">Intermediate x Hidden.</param>
/// <param name="Down">Hidden x Intermediate.</param>
public sealed record DecoderBlockWeights(
    NormWeights AttentionNorm, LinearWeights Query, LinearWeights Key, LinearWeights Value, LinearWeights Output,
    NormWeights MlpNorm, LinearWeights? Gate, LinearWeights Up, LinearWeights Down)
{
    /// <summary>Width inside the MLP.</summary>
    public int Intermediate => Up.Outputs;
}
