using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>The fast twin of <see cref="IntegerAttention"/>: all query heads of one key-value head, eight keys or channels at a time.</summary>
internal static unsafe class VectorAttention
{
    private const int Queries = AttentionScratch.Queries;
    private const int Block = KeyValueCache.KeyBlock;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>As <see cref="IntegerAttention.Apply"/> for each query head.</summary>
    /// <param name="queries">Heads x size.</param>
    /// <param name="cache">Keys and values.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="first">First position seen.</param>
    /// <param name="end">Position behind the last one seen.</param>
    /// <param name="scales">One a query head.</param>
    /// <param name="tile">Keys visited at a time.</param>
    /// <param name="scratch">This thread's.</param>
    /// <param name="result">Heads x size.</param>
    public static void Apply(
        ReadOnlySpan<sbyte> queries, KeyValueCache cache, int head, int first, int end, ReadOnlySpan<AttentionScale> scales, int tile, AttentionScratch scratch, Span<sbyte> result)
    {
        var size = cache.HeadSize;
        tile = Math.Max(Block, tile & -Block);
        for (var start = 0; start < scales.Length; start += Queries)
        {
            var count = Math.Min(Queries, scales.Length - start);
            Some(queries.Slice(start * size, count * size), cache, head, first, end, scales.Slice(start, count), tile, scratch, result.Slice(start * size, count * size));
        }
    }

    /// <summary>This, or the reference on processors that cannot.</summary>
    public static void ApplyFastest(
        ReadOnlySpan<sbyte> queries, KeyValueCache cache, int head, int first, int end, ReadOnlySpan<AttentionScale> scales, int tile, AttentionScratch scratch, Span<sbyte> result)
    {
        if (IsSupported) Apply(queries, cache, head, first, end, scales, tile, scratch, result);
        else IntegerAttention.Apply(queries, cache, head, first, end, scales, tile, scratch.Scores, result);
    }

    private static void Some(
        ReadOnlySpan<sbyte> queries, KeyValueCache cache, int head, int first, int end, ReadOnlySpan<AttentionScale> scales, int tile, AttentionScratch scratch, Span<sbyte> result)
    {
        int size = cache.HeadSize, padded = cache.PaddedSize, count = scales.Length, stride = scratch.Stride;
        for (var i = 0; i < count; i++) queries.Slice(i * size, size).CopyTo(scratch.PaddedQueries.AsSpan(i * padded));
        scratch.Sums.AsSpan().Clear();
        // Whole blocks: what lies before the first key or behind the last one gets the weight 0.
        var origin = first & -Block;
        var last = (end + Block - 1) & -Block;
        fixed (sbyte* q = scratch.PaddedQueries)
        fixed (byte* keys = cache.Keys(head))
        fixed (sbyte* values = cache.Values(head))
        fixed (int* scores = scratch.Scores)
        fixed (byte* weights = scratch.Weights)
        fixed (int* sums = scratch.Sums)
        {
            for (var start = origin; start < last; start += tile)
            {
                var blocks = (Math.Min(last, start + tile) - start) / Block;
                var from = keys + (nint)start * padded;
                if (count == 1) ScoreOne(q, from, padded, blocks, scores + (start - origin));
                else ScoreFour(q, from, padded, blocks, scores + (start - origin), stride);
            }

            var totals = stackalloc long[Queries];
            for (var i = 0; i < count; i++)
            {
                var max = Maximum(scores + i * stride, first - origin, end - origin);
                totals[i] = Weigh(scores + i * stride, first - origin, end - origin, max, scales[i].Exponent, weights + 2 * i * stride);
            }

            for (var start = origin; start < last; start += tile)
            {
                var blocks = (Math.Min(last, start + tile) - start) / Block;
                var from = values + (nint)start * padded;
                if (count == 1) MixOne(weights + 2 * (start - origin), from, padded, blocks, sums);
                else MixFour(weights + 2 * (start - origin), from, padded, blocks, sums, stride);
            }

            for (var i = 0; i < count; i++) Divide(sums + 2 * i * padded, padded, scales[i].Divide(totals[i]), result.Slice(i * size, size));
        }
    }

    /// <summary>Scores of one query, four blocks of keys at a time: a block alone would wait for its own sums.</summary>
    private static void ScoreOne(sbyte* query, byte* keys, int size, int blocks, int* scores)
    {
        var block = 0;
        for (; block + 4 <= blocks; block += 4)
        {
            Vector256<int> a = default, b = default, c = default, d = default;
            var k = keys + (nint)block * Block * size;
            var next = Block * size;
            for (var i = 0; i < size; i += 4, k += 4 * Block)
            {
                var q = Vector256.Create(*(int*)(query + i)).AsSByte();
                a = ByteDot.Add(a, Vector256.Load(k), q);
                b = ByteDot.Add(b, Vector256.Load(k + next), q);
                c = ByteDot.Add(c, Vector256.Load(k + 2 * next), q);
                d = ByteDot.Add(d, Vector256.Load(k + 3 * next), q);
            }

            a.Store(scores + block * Block);
            b.Store(scores + block * Block + 8);
            c.Store(scores + block * Block + 16);
            d.Store(scores + block * Block + 24);
        }

        for (; block < blocks; block++)
        {
            Vector256<int> a = default;
            var k = keys + (nint)block * Block * size;
            for (var i = 0; i < size; i += 4) a = ByteDot.Add(a, Vector256.Load(k + i * Block), Vector256.Create(*(int*)(query + i)).AsSByte());
            a.Store(scores + block * Block);
        }
    }

    private static void ScoreFour(sbyte* queries, byte* keys, int size, int blocks, int* scores, int stride)
    {
        for (var block = 0; block < blocks; block++)
        {
            Vector256<int> a = default, b = default, c = default, d = default;
            for (var i = 0; i < size; i += 4, keys += 4 * Block)
            {
                var k = Vector256.Load(keys);
                var q = queries + i;
                a = ByteDot.Add(a, k, Vector256.Create(*(int*)q).AsSByte());
                b = ByteDot.Add(b, k, Vector256.Create(*(int*)(q + size)).AsSByte());
                c = ByteDot.Add(c, k, Vector256.Create(*(int*)(q + 2 * size)).AsSByte());
                d = ByteDot.Add(d, k, Vector256.Create(*(int*)(q + 3 * size)).AsSByte());
            }

            a.Store(scores + block * Block);
            b.Store(scores + stride + block * Block);
            c.Store(scores + 2 * stride + block * Block);
            d.Store(scores + 3 * stride + block * Block);
        }
    }

    private static int Maximum(int* scores, int first, int end)
    {
        var all = Vector256.Create(int.MinValue);
        var i = first;
        for (; i + 8 <= end; i += 8) all = Vector256.Max(all, Vector256.Load(scores + i));
        var max = int.MinValue;
        for (var lane = 0; lane < 8; lane++) max = Math.Max(max, all[lane]);
        for (; i < end; i++) max = Math.Max(max, scores[i]);
        return max;
    }

    /// <summary>Replaces scores by weights, <see cref="ExponentialScale.Apply"/> of each, and returns their sum, which fits a lane: 2^13 blocks of at most 65535.</summary>
    private static long Weigh(int* scores, int first, int end, int max, ExponentialScale scale, byte* weights)
    {
        var top = Vector256.Create(max);
        var limit = Vector256.Create((uint)scale.MaxDifference);
        var multiplier = Vector256.Create(scale.Multiplier);
        var half = Vector256.Create(1 << scale.Shift >> 1);
        var shift = Vector128.CreateScalar(scale.Shift);
        var total = Vector256<int>.Zero;
        fixed (int* table = ExponentialScale.Fractions)
        {
            for (var i = 0; i < end; i += 8)
            {
                var difference = Vector256.Min((top - Vector256.Load(scores + i)).AsUInt32(), limit).AsInt32();
                var t = Avx2.ShiftRightLogical(difference * multiplier + half, shift);
                var whole = Vector256.Min(t >>> ExponentialScale.FractionBits, Vector256.Create(ExponentialScale.Vanished));
                var fraction = Avx2.GatherVector256(table, t & Vector256.Create(255), 4);
                var rounding = Avx2.ShiftLeftLogicalVariable(Vector256<int>.One, whole.AsUInt32()) >>> 1;
                var weight = Avx2.ShiftRightLogicalVariable(fraction + rounding, whole.AsUInt32());
                if (i < first || i + 8 > end) weight &= Vector256.GreaterThanOrEqual(Lanes + Vector256.Create(i), Vector256.Create(first)) & Vector256.LessThan(Lanes + Vector256.Create(i), Vector256.Create(end));
                total += weight;
                var low = Sse41.PackUnsignedSaturate((weight & Vector256.Create(255)).GetLower(), (weight & Vector256.Create(255)).GetUpper());
                var high = Sse41.PackUnsignedSaturate((weight >>> 8).GetLower(), (weight >>> 8).GetUpper());
                Sse2.PackUnsignedSaturate(low.AsInt16(), high.AsInt16()).Store(weights + 2 * i);
            }
        }

        long sum = 0;
        for (var lane = 0; lane < 8; lane++) sum += total[lane];
        return sum;
    }

    /// <summary>Adds the products of one query's weights with the values, four times eight channels at a time.</summary>
    private static void MixOne(byte* weights, sbyte* values, int size, int blocks, int* sums)
    {
        var channel = 0;
        for (; channel + 16 <= size; channel += 16)
        {
            var low0 = Vector256.Load(sums + channel);
            var low1 = Vector256.Load(sums + channel + 8);
            var high0 = Vector256.Load(sums + size + channel);
            var high1 = Vector256.Load(sums + size + channel + 8);
            var v = values + 4 * channel;
            for (var group = 0; group < 2 * blocks; group++, v += 4 * size)
            {
                var w = weights + (group >> 1) * 16 + (group & 1) * 4;
                Vector256<byte> low = Vector256.Create(*(int*)w).AsByte(), high = Vector256.Create(*(int*)(w + 8)).AsByte();
                Vector256<sbyte> v0 = Vector256.Load(v), v1 = Vector256.Load(v + 32);
                low0 = ByteDot.Add(low0, low, v0);
                low1 = ByteDot.Add(low1, low, v1);
                high0 = ByteDot.Add(high0, high, v0);
                high1 = ByteDot.Add(high1, high, v1);
            }

            low0.Store(sums + channel);
            low1.Store(sums + channel + 8);
            high0.Store(sums + size + channel);
            high1.Store(sums + size + channel + 8);
        }

        for (; channel < size; channel += 8)
        {
            var low0 = Vector256.Load(sums + channel);
            var high0 = Vector256.Load(sums + size + channel);
            var v = values + 4 * channel;
            for (var group = 0; group < 2 * blocks; group++, v += 4 * size)
            {
                var w = weights + (group >> 1) * 16 + (group & 1) * 4;
                low0 = ByteDot.Add(low0, Vector256.Create(*(int*)w).AsByte(), Vector256.Load(v));
                high0 = ByteDot.Add(high0, Vector256.Create(*(int*)(w + 8)).AsByte(), Vector256.Load(v));
            }

            low0.Store(sums + channel);
            high0.Store(sums + size + channel);
        }
    }

    private static void MixFour(byte* weights, sbyte* values, int size, int blocks, int* sums, int stride)
    {
        for (var channel = 0; channel < size; channel += 8)
        {
            var s = sums + channel;
            Vector256<int> low0 = Vector256.Load(s), high0 = Vector256.Load(s + size);
            Vector256<int> low1 = Vector256.Load(s + 2 * size), high1 = Vector256.Load(s + 3 * size);
            Vector256<int> low2 = Vector256.Load(s + 4 * size), high2 = Vector256.Load(s + 5 * size);
            Vector256<int> low3 = Vector256.Load(s + 6 * size), high3 = Vector256.Load(s + 7 * size);
            var from = values + 4 * channel;
            for (var group = 0; group < 2 * blocks; group++, from += 4 * size)
            {
                var w = weights + (group >> 1) * 16 + (group & 1) * 4;
                var v = Vector256.Load(from);
                low0 = ByteDot.Add(low0, Vector256.Create(*(int*)w).AsByte(), v);
                high0 = ByteDot.Add(high0, Vector256.Create(*(int*)(w + 8)).AsByte(), v);
                w += 2 * stride;
                low1 = ByteDot.Add(low1, Vector256.Create(*(int*)w).AsByte(), v);
                high1 = ByteDot.Add(high1, Vector256.Create(*(int*)(w + 8)).AsByte(), v);
                w += 2 * stride;
                low2 = ByteDot.Add(low2, Vector256.Create(*(int*)w).AsByte(), v);
                high2 = ByteDot.Add(high2, Vector256.Create(*(int*)(w + 8)).AsByte(), v);
                w += 2 * stride;
                low3 = ByteDot.Add(low3, Vector256.Create(*(int*)w).AsByte(), v);
                high3 = ByteDot.Add(high3, Vector256.Create(*(int*)(w + 8)).AsByte(), v);
            }

            low0.Store(s);
            high0.Store(s + size);
            low1.Store(s + 2 * size);
            high1.Store(s + 3 * size);
            low2.Store(s + 4 * size);
            high2.Store(s + 5 * size);
            low3.Store(s + 6 * size);
            high3.Store(s + 7 * size);
        }
    }

    private static Vector256<int> Lanes => Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);

    private static void Divide(int* sums, int size, AttentionQuotient quotient, Span<sbyte> result)
    {
        var reciprocal = Vector256.Create((long)quotient.Reciprocal).AsInt32();
        var half = Vector256.Create(1L << quotient.After >> 1);
        var channel = 0;
        for (; channel + 4 <= result.Length; channel += 4)
        {
            var numerator = Avx2.ConvertToVector256Int64(sums + channel) + (Avx2.ConvertToVector256Int64(sums + size + channel) << 8);
            var y = Avx2.Multiply(Vector256.ShiftRightArithmetic(numerator, quotient.Before).AsInt32(), reciprocal) + half;
            y = Vector256.Min(Vector256.Max(Vector256.ShiftRightArithmetic(y, quotient.After), Vector256.Create((long)sbyte.MinValue)), Vector256.Create((long)sbyte.MaxValue));
            for (var lane = 0; lane < 4; lane++) result[channel + lane] = (sbyte)y[lane];
        }

        for (; channel < result.Length; channel++) result[channel] = quotient.Apply(sums[channel] + 256L * sums[size + channel]);
    }
}
