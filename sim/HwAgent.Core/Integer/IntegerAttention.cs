using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>
/// Attention of one query head over an int8 cache. Scores are exact, the maximum is taken over all of them first, and sums are exact, so that the keys may
/// be visited in tiles of any size. Memory: one score a key, never the square matrix (sim/NUMERICS.md).
/// </summary>
public static class IntegerAttention
{
    /// <summary>Most keys of one query: sums of 255 * 128 stay below 2^31.</summary>
    public const int MaxKeys = 1 << 16;

    /// <summary>The reference, for query heads that share a key-value head.</summary>
    /// <param name="queries">Heads x HeadSize.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="first">First position seen.</param>
    /// <param name="end">Position behind the last one seen.</param>
    /// <param name="scales">One a query head.</param>
    /// <param name="tile">Keys visited at a time; changes no bit.</param>
    /// <param name="scores">Scratch, at least end - first values.</param>
    /// <param name="result">Heads x HeadSize.</param>
    public static void Apply(
        ReadOnlySpan<sbyte> queries, KeyValueCache cache, int head, int first, int end, ReadOnlySpan<AttentionScale> scales, int tile, Span<int> scores, Span<sbyte> result)
    {
        var size = cache.HeadSize;
        for (var i = 0; i < scales.Length; i++) One(queries.Slice(i * size, size), cache, head, first, end, scales[i], tile, scores, result.Slice(i * size, size));
    }

    private static void One(
        ReadOnlySpan<sbyte> query, KeyValueCache cache, int head, int first, int end, AttentionScale scale, int tile, Span<int> scores, Span<sbyte> result)
    {
        var max = int.MinValue;
        for (var start = first; start < end; start += tile)
        {
            for (var position = start; position < Math.Min(end, start + tile); position++)
            {
                var score = 0;
                for (var i = 0; i < query.Length; i++) score += query[i] * cache.Key(head, position, i);
                scores[position - first] = score;
                max = Math.Max(max, score);
            }
        }

        long sum = 0;
        Span<long> numerators = stackalloc long[query.Length];
        numerators.Clear();
        for (var start = first; start < end; start += tile)
        {
            for (var position = start; position < Math.Min(end, start + tile); position++)
            {
                var weight = scale.Exponent.Apply(max - scores[position - first]);
                sum += weight;
                for (var i = 0; i < query.Length; i++) numerators[i] += weight * cache.Value(head, position, i);
            }
        }

        var quotient = scale.Divide(sum);
        for (var i = 0; i < query.Length; i++) result[i] = quotient.Apply(numerators[i]);
    }
}
