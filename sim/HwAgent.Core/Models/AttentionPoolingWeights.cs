namespace HwAgent.Core.Models;

/// <summary>SigLIP's head: one learned query attends to every token, then a norm and an MLP with a residual around both.</summary>
/// <param name="Probe">The query before its projection, Hidden values.</param>
/// <param name="Query">Hidden x Hidden.</param>
/// <param name="Key">Hidden x Hidden.</param>
/// <param name="Value">Hidden x Hidden.</param>
/// <param name="Output">Hidden x Hidden.</param>
/// <param name="Norm">In front of the MLP; the pooled row itself goes around it.</param>
/// <param name="Up">Intermediate x Hidden.</param>
/// <param name="Down">Hidden x Intermediate.</param>
public sealed record AttentionPoolingWeights(
    float[] Probe, LinearWeights Query, LinearWeights Key, LinearWeights Value, LinearWeights Output, NormWeights Norm, LinearWeights Up, LinearWeights Down);
