using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer.Vision;

/// <summary>
/// Attention of an encoder in integers: every query sees every key. A head is one thread's work. A merged key counts as the tokens it stands for
/// (<see cref="MergedAttention"/>); where the processor has vectors its copies are written out, which gives the same bits and is quicker.
/// </summary>
internal readonly struct EncoderAttention : IWorkerTask
{
    /// <summary>Keys visited at a time; changes no bit.</summary>
    private const int Tile = 512;

    private readonly sbyte[] _query;
    private readonly sbyte[] _mixed;
    private readonly int[] _sizes;
    private readonly AttentionScale[] _scales;
    private readonly KeyValueCache _cache;
    private readonly int _keys;

    private EncoderAttention(sbyte[] query, KeyValueCache cache, int keys, int[] sizes, AttentionScale[] scales) =>
        (_query, _cache, _keys, _sizes, _scales, _mixed) = (query, cache, keys, sizes, scales, new sbyte[query.Length]);

    /// <param name="query">Rows x (heads * headSize).</param>
    /// <param name="key">Tokens x (heads * headSize).</param>
    /// <param name="value">Tokens x (heads * headSize).</param>
    /// <param name="sizes">Patches that each token stands for.</param>
    /// <param name="scales">One a head.</param>
    /// <param name="headSize">Width of a head.</param>
    /// <param name="workers">Threads.</param>
    /// <returns>Rows x (heads * headSize).</returns>
    public static sbyte[] Apply(sbyte[] query, sbyte[] key, sbyte[] value, int[] sizes, AttentionScale[] scales, int headSize, IntegerWorkers workers)
    {
        var (heads, keys) = (scales.Length, VectorAttention.IsSupported ? sizes.Sum() : sizes.Length);
        var cache = new KeyValueCache(keys, heads, headSize);
        for (int token = 0, position = 0; token < sizes.Length; token++)
        {
            var end = position + (VectorAttention.IsSupported ? sizes[token] : 1);
            for (; position < end; position++)
                for (var head = 0; head < heads; head++)
                    cache.Store(head, position, key.AsSpan((token * heads + head) * headSize, headSize), value.AsSpan((token * heads + head) * headSize, headSize));
        }

        var task = new EncoderAttention(query, cache, keys, sizes, scales);
        workers.Run(ref task);
        return task._mixed;
    }

    public void Run(int worker, int workers)
    {
        int size = _cache.HeadSize, heads = _scales.Length, rows = _query.Length / (heads * size);
        var scratch = new AttentionScratch(_keys, _cache.PaddedSize);
        var (queries, mixed, scales) = (new sbyte[rows * size], new sbyte[rows * size], new AttentionScale[rows]);
        for (var head = worker; head < heads; head += workers)
        {
            for (var row = 0; row < rows; row++) _query.AsSpan((row * heads + head) * size, size).CopyTo(queries.AsSpan(row * size));
            Array.Fill(scales, _scales[head]);
            Attend(head, queries, scales, scratch, mixed);
            for (var row = 0; row < rows; row++) mixed.AsSpan(row * size, size).CopyTo(_mixed.AsSpan((row * heads + head) * size));
        }
    }

    /// <summary>All rows of one head.</summary>
    private void Attend(int head, sbyte[] queries, AttentionScale[] scales, AttentionScratch scratch, sbyte[] mixed)
    {
        if (VectorAttention.IsSupported)
        {
            VectorAttention.Apply(queries, _cache, head, 0, _keys, scales, Tile, scratch, mixed);
            return;
        }

        var size = _cache.HeadSize;
        for (var row = 0; row < scales.Length; row++)
            MergedAttention.Apply(queries.AsSpan(row * size, size), _cache, head, _sizes, _scales[head], scratch.Scores, mixed.AsSpan(row * size, size));
    }
}
