using HwAgent.Core.Numerics;

namespace HwAgent.Core.Models;

/// <summary>
/// Rotary position embedding (Su et al., RoFormer, arXiv 2104.09864): pair i of a head is turned by <c>position * InverseFrequencies[i]</c>.
/// </summary>
/// <param name="InverseFrequencies">HeadSize / 2 angles a position, in radians; scalings of long-context models are already in them.</param>
/// <param name="Interleaved">True when a pair is (2i, 2i+1) (llama2.c), false when it is (i, i + HeadSize/2) (Hugging Face).</param>
public sealed record RotaryEmbedding(double[] InverseFrequencies, bool Interleaved)
{
    /// <summary><c>theta^(-2i / headSize)</c>.</summary>
    public static RotaryEmbedding FromTheta(double theta, int headSize, bool interleaved) =>
        new([.. Enumerable.Range(0, headSize / 2).Select(i => 1 / DeterministicMath.Pow(theta, 2.0 * i / headSize))], interleaved);
}
