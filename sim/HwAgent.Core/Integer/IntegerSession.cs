using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>One sequence of an <see cref="IntegerDecoder"/>. All memory is taken at the start; appending allocates nothing.</summary>
internal sealed class IntegerSession : ILanguageSession
{
    private readonly IntegerDecoder _model;
    private readonly KeyValueCache[] _caches;
    private readonly short[] _rotary;
    private readonly short[] _residual;
    private readonly sbyte[] _input;
    private readonly short[] _wide;
    private readonly sbyte[] _query;
    private readonly sbyte[] _key;
    private readonly sbyte[] _value;
    private readonly sbyte[] _mixed;
    private readonly sbyte[] _gate;
    private readonly sbyte[] _up;
    private readonly int[] _scores;
    private readonly int[] _logits;

    public IntegerSession(IntegerDecoder model, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, IntegerAttention.MaxKeys);
        if (model.Positions is not null && capacity > model.MaxPositions)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"The model has learned positions for {model.MaxPositions} tokens.");
        (_model, Capacity) = (model, capacity);
        var rows = Math.Min(capacity, model.Options.ChunkRows);
        var blocks = model.Blocks;
        int queries = blocks.Max(block => block.Query.Outputs), keys = blocks.Max(block => block.Key.Outputs), inner = blocks.Max(block => block.Up.Outputs);
        _caches = [.. blocks.Select(block => new KeyValueCache(capacity, block.KeyValueHeads, model.Config.HeadSize))];
        _rotary = model.Rotary?.ForPositions(capacity) ?? [];
        _residual = new short[rows * model.HiddenSize];
        _input = new sbyte[rows * model.HiddenSize];
        _wide = new short[model.Rotary is null ? 0 : rows * Math.Max(queries, keys)];
        _query = new sbyte[rows * queries];
        _key = new sbyte[rows * keys];
        _value = new sbyte[rows * keys];
        _mixed = new sbyte[rows * queries];
        _gate = new sbyte[rows * inner];
        _up = new sbyte[rows * inner];
        _scores = new int[capacity];
        _logits = new int[model.VocabularySize];
    }

    public int Length { get; private set; }

    public int Capacity { get; }

    private int Hidden => _model.HiddenSize;

    public void Append(ReadOnlySpan<int> tokens, Span<float> logits)
    {
        var vocabulary = _model.VocabularySize;
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        if (logits.Length % vocabulary != 0 || logits.Length / vocabulary > tokens.Length)
            throw new ArgumentException($"Logits must be whole rows of {vocabulary}, at most one a token.", nameof(logits));
        foreach (var token in tokens)
            if ((uint)token >= (uint)vocabulary) throw new ArgumentException($"Token {token} is outside the vocabulary of {vocabulary}.", nameof(tokens));
        CheckRoom(tokens.Length);
        var silent = tokens.Length - logits.Length / vocabulary;
        for (var start = 0; start < tokens.Length; start += ChunkRows)
        {
            var chunk = tokens.Slice(start, Math.Min(ChunkRows, tokens.Length - start));
            for (var row = 0; row < chunk.Length; row++)
                IntegerEmbedding.Apply(_model.EmbeddingRows.AsSpan(chunk[row] * Hidden, Hidden), _model.EmbeddingScales[chunk[row]], Row(row));
            Run(chunk.Length);
            for (var row = Math.Max(0, silent - start); row < chunk.Length; row++) Score(row, logits.Slice((start + row - silent) * vocabulary, vocabulary));
        }
    }

    public void AppendEmbeddings(ReadOnlySpan<float> rows)
    {
        if (rows.Length == 0 || rows.Length % Hidden != 0) throw new ArgumentException($"Embeddings must be whole rows of {Hidden}.", nameof(rows));
        CheckRoom(rows.Length / Hidden);
        for (var start = 0; start < rows.Length; start += ChunkRows * Hidden)
        {
            var chunk = rows.Slice(start, Math.Min(ChunkRows * Hidden, rows.Length - start));
            IntegerEmbedding.Quantise(chunk, _model.ResidualScale, _residual);
            Run(chunk.Length / Hidden);
        }
    }

    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
    }

    private int ChunkRows => _residual.Length / Hidden;

    private Span<short> Row(int row) => _residual.AsSpan(row * Hidden, Hidden);

    private void CheckRoom(int rows)
    {
        if (Length + rows > Capacity) throw new ArgumentException($"{rows} more positions do not fit: {Length} of {Capacity} are taken.", nameof(rows));
    }

    private void Run(int rows)
    {
        if (_model.Positions is { } positions)
            for (var row = 0; row < rows; row++) IntegerEmbedding.Add(Row(row), positions.AsSpan((_model.Config.PositionOffset + Length + row) * Hidden, Hidden));
        for (var i = 0; i < _model.Blocks.Length; i++)
        {
            Attention(_model.Blocks[i], _caches[i], rows);
            Mlp(_model.Blocks[i], rows);
        }

        Length += rows;
    }

    private void Attention(IntegerBlock block, KeyValueCache cache, int rows)
    {
        Normalise(block.AttentionNorm, rows);
        Heads(block.Query, rows, _query);
        Heads(block.Key, rows, _key);
        block.Value.ToInt8(_input, rows, _value);
        int size = _model.Config.HeadSize, width = block.KeyValueHeads * size, group = block.Heads / block.KeyValueHeads;
        for (var row = 0; row < rows; row++)
            for (var head = 0; head < block.KeyValueHeads; head++)
                cache.Store(head, Length + row, _key.AsSpan(row * width + head * size, size), _value.AsSpan(row * width + head * size, size));
        for (var row = 0; row < rows; row++)
        {
            var end = Length + row + 1;
            var first = _model.Config.SlidingWindow is { } window ? Math.Max(0, end - window) : 0;
            for (var head = 0; head < block.Heads; head++)
            {
                var start = (row * block.Heads + head) * size;
                IntegerAttention.Apply(
                    _query.AsSpan(start, size), cache, head / group, first, end, block.Attention[head], _model.Options.AttentionTile, _scores, _mixed.AsSpan(start, size));
            }
        }

        block.Output.AddTo(_mixed, rows, _residual);
    }

    /// <summary>Queries or keys, rotated where the model rotates.</summary>
    private void Heads(IntegerLinear projection, int rows, Span<sbyte> result)
    {
        if (_model.Rotary is not { } rotary)
        {
            projection.ToInt8(_input, rows, result);
            return;
        }

        projection.ToInt16(_input, rows, _wide);
        var size = _model.Config.HeadSize;
        for (var start = 0; start < rows * projection.Outputs; start += size)
        {
            var position = Length + start / projection.Outputs;
            IntegerRotation.Apply(_wide.AsSpan(start, size), _rotary.AsSpan(position * size, size), rotary.Interleaved, result.Slice(start, size));
        }
    }

    private void Mlp(IntegerBlock block, int rows)
    {
        Normalise(block.MlpNorm, rows);
        var width = rows * block.Up.Outputs;
        block.Up.ToInt8(_input, rows, _up);
        if (block.Gate is { } gate)
        {
            gate.ToInt8(_input, rows, _gate);
            IntegerActivation.ApplyGated(_gate.AsSpan(0, width), _up.AsSpan(0, width), block.GateTable, block.GateScale, _up);
        }
        else
        {
            IntegerActivation.Apply(_up.AsSpan(0, width), block.UpTable);
        }

        block.Down.AddTo(_up, rows, _residual);
    }

    private void Normalise(IntegerNorm norm, int rows)
    {
        for (var row = 0; row < rows; row++) norm.Apply(Row(row), _input.AsSpan(row * Hidden, Hidden));
    }

    private void Score(int row, Span<float> logits)
    {
        _model.FinalNorm.Apply(Row(row), _input);
        _model.Head.ToLogits(_input, 1, _logits);
        for (var i = 0; i < _logits.Length; i++) logits[i] = _logits[i] * _model.LogitScale;
    }
}
