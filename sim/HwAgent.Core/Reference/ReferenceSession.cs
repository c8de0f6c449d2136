using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;
using HwAgent.Core.Workloads;

namespace HwAgent.Core.Reference;

/// <summary>One sequence of a <see cref="ReferenceDecoder"/>. The cache holds rotated keys and values, a row a position.</summary>
internal sealed class ReferenceSession : IEarlyExitSession
{
    private readonly DecoderWeights _weights;
    private readonly DecoderConfig _config;
    private readonly IActivationObserver? _observer;
    private readonly Func<double, double> _activation;
    private readonly float[][] _keys;
    private readonly float[][] _values;

    public ReferenceSession(DecoderWeights weights, int capacity, IActivationObserver? observer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (weights.PositionEmbedding is not null && capacity > weights.Config.MaxPositions)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"The model has learned positions for {weights.Config.MaxPositions} tokens.");
        (_weights, _config, _observer, Capacity) = (weights, weights.Config, observer, capacity);
        _activation = ActivationFunctions.Get(_config.ActivationFunction);
        _keys = [.. weights.Blocks.Select(block => new float[checked(capacity * block.Key.Outputs)])];
        _values = [.. weights.Blocks.Select(block => new float[checked(capacity * block.Value.Outputs)])];
    }

    public int Length { get; private set; }

    public int Capacity { get; }

    private int Hidden => _config.HiddenSize;

    public void Append(ReadOnlySpan<int> tokens, Span<float> logits) => Append(tokens, logits, _weights.Blocks.Count);

    public void LookAhead(int blocks, int ahead, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, _weights.Blocks.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead);
        var length = Length;
        Length += ahead;
        try
        {
            Append(tokens, logits, blocks);
        }
        finally
        {
            Length = length;
        }
    }

    private void Append(ReadOnlySpan<int> tokens, Span<float> logits, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length);
        if (logits.Length % _config.VocabularySize != 0 || logits.Length / _config.VocabularySize > tokens.Length)
            throw new ArgumentException($"Logits must be whole rows of {_config.VocabularySize}, at most one a token.", nameof(logits));
        var rows = new float[tokens.Length * Hidden];
        for (var i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)_config.VocabularySize) throw new ArgumentException($"Token {tokens[i]} is outside the vocabulary of {_config.VocabularySize}.", nameof(tokens));
            _weights.TokenEmbedding.Row(tokens[i]).CopyTo(rows.AsSpan(i * Hidden));
        }

        var last = logits.Length / _config.VocabularySize;
        Run(rows, tokens.Length, visualRows: 0, blocks);
        if (last == 0 && _observer is null) return;
        var behind = Norm(rows, _weights.FinalNorm);
        Observe(_weights.Blocks.Count, ActivationKind.HeadInput, behind, Hidden, 0);
        var scores = FloatOperations.Linear(_observer is null ? behind[((tokens.Length - last) * Hidden)..] : behind, _weights.Head, _observer is null ? last : tokens.Length);
        Observe(_weights.Blocks.Count, ActivationKind.Logits, scores, _config.VocabularySize, 0);
        scores.AsSpan(scores.Length - logits.Length).CopyTo(logits);
    }

    public void AppendEmbeddings(ReadOnlySpan<float> rows)
    {
        if (rows.Length == 0 || rows.Length % Hidden != 0) throw new ArgumentException($"Embeddings must be whole rows of {Hidden}.", nameof(rows));
        Run(rows.ToArray(), rows.Length / Hidden, visualRows: rows.Length / Hidden, _weights.Blocks.Count);
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

    private void Run(float[] x, int rows, int visualRows, int blocks)
    {
        if (Length + rows > Capacity) throw new ArgumentException($"{rows} more positions do not fit: {Length} of {Capacity} are taken.", nameof(rows));
        if (_weights.PositionEmbedding is { } positions)
            for (var row = 0; row < rows; row++) Add(x.AsSpan(row * Hidden, Hidden), positions.Row(_config.PositionOffset + Length + row));
        for (var i = 0; i < blocks; i++)
        {
            var block = _weights.Blocks[i];
            Observe(i, ActivationKind.BlockInput, x, Hidden, visualRows);
            Add(x, Attention(i, block, x, rows, visualRows));
            Observe(i, ActivationKind.MiddleResidual, x, Hidden, visualRows);
            Add(x, Mlp(i, block, x, rows, visualRows));
        }

        Observe(blocks, ActivationKind.BlockInput, x, Hidden, visualRows);
        Length += rows;
    }

    private float[] Attention(int index, DecoderBlockWeights block, float[] x, int rows, int visualRows)
    {
        var input = Norm(x, block.AttentionNorm);
        Observe(index, ActivationKind.AttentionInput, input, Hidden, visualRows);
        var query = FloatOperations.Linear(input, block.Query, rows);
        var key = FloatOperations.Linear(input, block.Key, rows);
        var value = FloatOperations.Linear(input, block.Value, rows);
        Observe(index, ActivationKind.Query, query, block.Query.Outputs, visualRows);
        Observe(index, ActivationKind.Key, key, block.Key.Outputs, visualRows);
        Observe(index, ActivationKind.Value, value, block.Value.Outputs, visualRows);
        if (_weights.Rotary is { } rotary)
        {
            Rotate(query, block.Query.Outputs, rotary);
            Rotate(key, block.Key.Outputs, rotary);
        }

        Observe(index, ActivationKind.RotatedQuery, query, block.Query.Outputs, visualRows);
        Observe(index, ActivationKind.RotatedKey, key, block.Key.Outputs, visualRows);
        key.CopyTo(_keys[index], Length * block.Key.Outputs);
        value.CopyTo(_values[index], Length * block.Value.Outputs);

        var mixed = new float[rows * block.Query.Outputs];
        Parallel.For(0, rows, row => Attend(index, block, query, row, mixed));
        Observe(index, ActivationKind.AttentionOutput, mixed, block.Query.Outputs, visualRows);
        var output = FloatOperations.Linear(mixed, block.Output, rows);
        Observe(index, ActivationKind.AttentionResidual, output, Hidden, visualRows);
        return output;
    }

    /// <summary>All heads of one query row: softmax over the keys up to its own position, or over the last ones of a sliding window.</summary>
    private void Attend(int index, DecoderBlockWeights block, float[] query, int row, float[] mixed)
    {
        var size = _config.HeadSize;
        int heads = block.Query.Outputs / size, group = heads / (block.Key.Outputs / size), width = block.Key.Outputs;
        var last = Length + row;
        var first = _config.SlidingWindow is { } window ? Math.Max(0, last - window + 1) : 0;
        var scores = new float[last - first + 1];
        for (var head = 0; head < heads; head++)
        {
            var q = query.AsSpan(row * heads * size + head * size, size);
            var offset = head / group * size;
            for (var i = 0; i < scores.Length; i++)
                scores[i] = FloatVector.Dot(q, _keys[index].AsSpan((first + i) * width + offset, size)) / MathF.Sqrt(size);
            FloatOperations.Softmax(scores);
            var target = mixed.AsSpan(row * heads * size + head * size, size);
            for (var i = 0; i < scores.Length; i++)
                TensorPrimitives.MultiplyAdd(_values[index].AsSpan((first + i) * width + offset, size), scores[i], target, target);
        }
    }

    private float[] Mlp(int index, DecoderBlockWeights block, float[] x, int rows, int visualRows)
    {
        var input = Norm(x, block.MlpNorm);
        Observe(index, ActivationKind.MlpInput, input, Hidden, visualRows);
        var up = FloatOperations.Linear(input, block.Up, rows);
        var gate = block.Gate is { } gateWeights ? FloatOperations.Linear(input, gateWeights, rows) : up;
        Observe(index, ActivationKind.Gate, gate, block.Intermediate, visualRows);
        if (block.Gate is not null) Observe(index, ActivationKind.Up, up, block.Intermediate, visualRows);
        var inner = new float[gate.Length];
        for (var i = 0; i < inner.Length; i++) inner[i] = (float)_activation(gate[i]) * (block.Gate is null ? 1 : up[i]);
        Observe(index, ActivationKind.DownInput, inner, block.Intermediate, visualRows);
        var output = FloatOperations.Linear(inner, block.Down, rows);
        Observe(index, ActivationKind.MlpResidual, output, Hidden, visualRows);
        return output;
    }

    private void Rotate(float[] rows, int width, RotaryEmbedding rotary)
    {
        int size = _config.HeadSize, half = size / 2;
        for (var row = 0; row < rows.Length; row += width)
        {
            var position = Length + row / width;
            for (var i = 0; i < half; i++)
            {
                var (sin, cos) = DeterministicMath.SinCos(position * rotary.InverseFrequencies[i]);
                for (var start = row; start < row + width; start += size)
                {
                    var (a, b) = rotary.Interleaved ? (start + 2 * i, start + 2 * i + 1) : (start + i, start + half + i);
                    var (u, v) = (rows[a], rows[b]);
                    rows[a] = (float)(u * cos - v * sin);
                    rows[b] = (float)(v * cos + u * sin);
                }
            }
        }
    }

    private float[] Norm(ReadOnlySpan<float> x, NormWeights norm) =>
        _config.Norm == NormKind.RmsNorm ? FloatOperations.RmsNorm(x, norm) : FloatOperations.LayerNorm(x, norm);

    private static void Add(Span<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Add(x, y, x);

    private void Observe(int block, ActivationKind kind, float[] rows, int width, int visualRows) =>
        _observer?.Observe(new ActivationSite(ModelComponent.LanguageModel, block, kind), rows, width, visualRows);
}
