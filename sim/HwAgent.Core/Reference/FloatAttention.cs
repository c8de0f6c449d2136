using System.Numerics.Tensors;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Reference;

/// <summary>Attention of an encoder in float32: every query sees every key.</summary>
public static class FloatAttention
{
    /// <summary><c>softmax(q k^T / sqrt(headSize) + log(size)) v</c>, a head; the logarithm makes a merged key count as the tokens it stands for (arXiv 2210.09461, section 3).</summary>
    /// <param name="query">Rows x (heads * headSize).</param>
    /// <param name="key">Tokens x (heads * headSize).</param>
    /// <param name="value">Tokens x (heads * headSize).</param>
    /// <param name="sizes">Patches that each token stands for.</param>
    /// <param name="headSize">Width of a head.</param>
    /// <param name="heads">Heads side by side.</param>
    /// <returns>Rows x (heads * headSize).</returns>
    public static float[] Attend(float[] query, float[] key, float[] value, int[] sizes, int headSize, int heads)
    {
        var width = heads * headSize;
        var mixed = new float[query.Length];
        float[] weights = [.. sizes.Select(size => (float)DeterministicMath.Log(size))];
        Parallel.For(0, query.Length / width * heads, item =>
        {
            int row = item / heads, offset = item % heads * headSize;
            var scores = new float[sizes.Length];
            for (var i = 0; i < scores.Length; i++)
                scores[i] = FloatVector.Dot(query.AsSpan(row * width + offset, headSize), key.AsSpan(i * width + offset, headSize)) / MathF.Sqrt(headSize) + weights[i];
            FloatOperations.Softmax(scores);
            var target = mixed.AsSpan(row * width + offset, headSize);
            for (var i = 0; i < scores.Length; i++) TensorPrimitives.MultiplyAdd(value.AsSpan(i * width + offset, headSize), scores[i], target, target);
        });
        return mixed;
    }
}
