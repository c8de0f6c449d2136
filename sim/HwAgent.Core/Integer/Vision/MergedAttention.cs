using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Vision;

/// <summary>Attention over keys that stand for several tokens each.</summary>
internal static class MergedAttention
{
    /// <summary>
    /// As <see cref="IntegerAttention.Apply"/> of one query over all keys, each counted as often as the tokens it stands for: <c>exp(s + log n) = n exp(s)</c>,
    /// so that the proportional attention of token merging is one exact product more. The sizes together must not exceed <see cref="IntegerAttention.MaxKeys"/>.
    /// </summary>
    /// <param name="query">HeadSize values.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="head">Head.</param>
    /// <param name="sizes">Tokens that each key stands for.</param>
    /// <param name="scale">Scales of the head.</param>
    /// <param name="scores">Scratch, a value a key.</param>
    /// <param name="result">HeadSize values.</param>
    public static void Apply(ReadOnlySpan<sbyte> query, KeyValueCache cache, int head, ReadOnlySpan<int> sizes, AttentionScale scale, Span<int> scores, Span<sbyte> result)
    {
        var max = int.MinValue;
        for (var position = 0; position < sizes.Length; position++)
        {
            var score = 0;
            for (var i = 0; i < query.Length; i++) score += query[i] * cache.Key(head, position, i);
            scores[position] = score;
            max = Math.Max(max, score);
        }

        long sum = 0;
        Span<long> numerators = stackalloc long[query.Length];
        numerators.Clear();
        for (var position = 0; position < sizes.Length; position++)
        {
            var weight = (long)scale.Exponent.Apply(max - scores[position]) * sizes[position];
            sum += weight;
            for (var i = 0; i < query.Length; i++) numerators[i] += weight * cache.Value(head, position, i);
        }

        var quotient = scale.Divide(sum);
        for (var i = 0; i < query.Length; i++) result[i] = quotient.Apply(numerators[i]);
    }
}
