namespace HwAgent.Core.Integer;

/// <content>Keys that stand for several tokens.</content>
public static partial class IntegerAttention
{
    /// <summary>
    /// As <see cref="Apply"/> over all keys, each counted as often as the tokens it stands for: <c>exp(s + log n) = n exp(s)</c>, so that the proportional
    /// attention of token merging is one exact product more. The sizes together must not exceed <see cref="MaxKeys"/>.
    /// </summary>
    public static void ApplyMerged(ReadOnlySpan<sbyte> query, KeyValueCache cache, int head, ReadOnlySpan<int> sizes, Numerics.AttentionScale scale, Span<int> scores, Span<sbyte> result)
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
