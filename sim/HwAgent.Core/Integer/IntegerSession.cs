using System.Numerics.Tensors;
using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>One sequence of an <see cref="IntegerDecoder"/>. All memory is taken at the start; appending allocates nothing.</summary>
internal sealed class IntegerSession : IEarlyExitSession
{
    /// <summary>Logits that are held as integers at a time, 4 MiB: several rows share one pass over the head's weights.</summary>
    private const int MaxLogits = 1 << 20;

    private readonly IntegerDecoder _model;
    private readonly SessionMemory _memory;
    private readonly TokenPass _pass;

    public IntegerSession(IntegerDecoder model, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, IntegerAttention.MaxKeys);
        if (model.Positions is not null && capacity > model.MaxPositions)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, $"The model has learned positions for {model.MaxPositions} tokens.");
        (_model, Capacity) = (model, capacity);
        _memory = new SessionMemory(model, capacity, Math.Min(capacity, model.Options.ChunkRows), MaxLogits);
        _pass = new TokenPass(model, _memory);
    }

    public int Length { get; private set; }

    public int Capacity { get; }

    private int Hidden => _model.HiddenSize;

    private IntegerWorkers Workers => _model.Workers;

    public void Append(ReadOnlySpan<int> tokens, Span<float> logits) => Append(tokens, logits, _model.Blocks.Length);

    public void LookAhead(int blocks, int ahead, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks, _model.Blocks.Length);
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
                IntegerEmbedding.Apply(_model.EmbeddingRows.AsSpan(chunk[row] * Hidden, Hidden), _model.EmbeddingScales[chunk[row]], _model.ResidualShifts, Row(row));
            var skip = Math.Clamp(silent - start, 0, chunk.Length);
            if (chunk.Length == 1 && _model.Options.OneTaskPerToken)
            {
                RunOne(skip == 0 ? logits.Slice((start - silent) * vocabulary, vocabulary) : [], blocks);
                continue;
            }

            Run(chunk.Length, skip, blocks);
            if (skip < chunk.Length) Score(skip, chunk.Length, logits[((start + skip - silent) * vocabulary)..]);
        }
    }

    public void AppendEmbeddings(ReadOnlySpan<float> rows)
    {
        if (rows.Length == 0 || rows.Length % Hidden != 0) throw new ArgumentException($"Embeddings must be whole rows of {Hidden}.", nameof(rows));
        CheckRoom(rows.Length / Hidden);
        for (var start = 0; start < rows.Length; start += ChunkRows * Hidden)
        {
            var chunk = rows.Slice(start, Math.Min(ChunkRows * Hidden, rows.Length - start));
            IntegerEmbedding.Quantise(chunk, _model.ResidualScale, _model.ResidualShifts, _memory.Residual);
            Run(chunk.Length / Hidden, chunk.Length / Hidden, _model.Blocks.Length);
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

    private int ChunkRows => _memory.Residual.Length / Hidden;

    private Span<short> Row(int row) => _memory.Residual.AsSpan(row * Hidden, Hidden);

    private void CheckRoom(int rows)
    {
        if (Length + rows > Capacity) throw new ArgumentException($"{rows} more positions do not fit: {Length} of {Capacity} are taken.", nameof(rows));
    }

    /// <param name="logits">Those of the token, or empty.</param>
    /// <param name="blocks">Blocks to run.</param>
    private unsafe void RunOne(Span<float> logits, int blocks)
    {
        AddPositions(1);
        fixed (float* values = logits) _pass.Run(Length, blocks, values);
        Length++;
    }

    private void AddPositions(int rows)
    {
        if (_model.Positions is not { } positions) return;
        for (var row = 0; row < rows; row++) IntegerEmbedding.Add(Row(row), positions.AsSpan((_model.Config.PositionOffset + Length + row) * Hidden, Hidden));
    }

    /// <param name="rows">Rows of the residual stream.</param>
    /// <param name="skip">The first rows, whose results no one reads: of the last block they need keys and values only.</param>
    /// <param name="blocks">Blocks to run.</param>
    private void Run(int rows, int skip, int blocks)
    {
        AddPositions(rows);
        for (var i = 0; i < blocks; i++)
        {
            var unread = i == blocks - 1 ? skip : 0;
            Attention(_model.Blocks[i], _memory.Caches[i], rows, unread);
            if (unread < rows) Mlp(_model.Blocks[i], rows, unread);
        }

        Length += rows;
    }

    private void Attention(IntegerBlock block, KeyValueCache cache, int rows, int skip)
    {
        int queries = block.Query.Outputs, wanted = rows - skip;
        Normalise(block.AttentionNorm, 0, rows);
        if (_model.Rotary is null)
        {
            if (wanted > 0) block.Query.ToInt8(Input(skip), wanted, _memory.Query.AsSpan(skip * queries), Workers);
            block.Key.ToInt8(_memory.Input, rows, _memory.Key, Workers);
        }
        else
        {
            if (wanted > 0) block.Query.ToInt16(Input(skip), wanted, _memory.WideQuery.AsSpan(skip * queries), Workers);
            block.Key.ToInt16(_memory.Input, rows, _memory.WideKey, Workers);
        }

        block.Value.ToInt8(_memory.Input, rows, _memory.Value, Workers);
        Divide(new PrepareTask(this, block, cache, rows, skip), rows * (queries + 2L * block.Key.Outputs) / 4);
        if (wanted == 0) return;
        Divide(new AttendTask(this, block, cache, rows, skip), wanted * (long)queries * (Length + rows) / 20);
        block.Output.AddTo(_memory.Mixed.AsSpan(skip * queries), wanted, _memory.Residual.AsSpan(skip * Hidden), Workers);
    }

    private void Mlp(IntegerBlock block, int rows, int skip)
    {
        var wanted = rows - skip;
        Normalise(block.MlpNorm, skip, rows);
        block.Up.ToInt8(Input(skip), wanted, _memory.Up, Workers);
        block.Gate?.ToInt8(Input(skip), wanted, _memory.Gate, Workers);
        Divide(new ActivateTask(this, block, wanted * block.Up.Outputs), 2L * wanted * block.Up.Outputs / 3);
        block.Down.AddTo(_memory.Up, wanted, _memory.Residual.AsSpan(skip * Hidden), Workers);
    }

    private Span<sbyte> Input(int row) => _memory.Input.AsSpan(row * Hidden);

    private void Normalise(IntegerNorm norm, int first, int end) => Divide(new NormTask(this, norm, first, end), (end - first) * (long)Hidden / 2);

    /// <summary>The logits of some rows.</summary>
    private void Score(int first, int end, Span<float> logits)
    {
        var vocabulary = _model.VocabularySize;
        Normalise(_model.FinalNorm, first, end);
        for (var start = first; start < end; start += _memory.Logits.Length / vocabulary)
        {
            var rows = Math.Min(_memory.Logits.Length / vocabulary, end - start);
            var values = logits.Slice((start - first) * vocabulary, rows * vocabulary);
            _model.Head.ToLogits(Input(start), rows, _memory.Logits, Workers);
            TensorPrimitives.ConvertTruncating<int, float>(_memory.Logits.AsSpan(0, values.Length), values);
            TensorPrimitives.Multiply(values, _model.LogitScale, values);
        }
    }

    /// <summary>Divides work over the threads, unless it is too little for that.</summary>
    /// <param name="task">The work.</param>
    /// <param name="nanoseconds">About how long one thread takes (measured with AVX2; only speed depends on it).</param>
    private void Divide<TTask>(TTask task, long nanoseconds)
        where TTask : struct, IWorkerTask
    {
        if (nanoseconds < _model.Options.SerialNanoseconds) task.Run(0, 1);
        else Workers.Run(ref task);
    }

    /// <summary>Rows through a norm.</summary>
    private readonly struct NormTask(IntegerSession session, IntegerNorm norm, int first, int end) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            for (var row = first + worker; row < end; row += workers) norm.ApplyFast(session.Row(row), session.Input(row)[..session.Hidden]);
        }
    }

    /// <summary>Rotates queries and keys, and puts keys and values into the cache; row by row.</summary>
    private readonly struct PrepareTask(IntegerSession session, IntegerBlock block, KeyValueCache cache, int rows, int skip) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            int size = cache.HeadSize, width = block.Key.Outputs;
            for (var row = worker; row < rows; row += workers)
            {
                if (session._model.Rotary is not null)
                {
                    if (row >= skip) Rotate(row, session._memory.WideQuery.AsSpan(row * block.Query.Outputs, block.Query.Outputs), session._memory.Query.AsSpan(row * block.Query.Outputs));
                    Rotate(row, session._memory.WideKey.AsSpan(row * width, width), session._memory.Key.AsSpan(row * width));
                }

                for (var head = 0; head < block.KeyValueHeads; head++)
                    cache.Store(head, session.Length + row, session._memory.Key.AsSpan(row * width + head * size, size), session._memory.Value.AsSpan(row * width + head * size, size));
            }
        }

        private void Rotate(int row, ReadOnlySpan<short> wide, Span<sbyte> result)
        {
            var size = cache.HeadSize;
            var turns = session._memory.Rotary.AsSpan((session.Length + row) * size, size);
            for (var start = 0; start < wide.Length; start += size)
                IntegerRotation.ApplyFast(wide.Slice(start, size), turns, session._model.Rotary!.Interleaved, result.Slice(start, size));
        }
    }

    /// <summary>Attention: a few query heads of one row at a time.</summary>
    private readonly struct AttendTask(IntegerSession session, IntegerBlock block, KeyValueCache cache, int rows, int skip) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            var group = block.Heads / block.KeyValueHeads;
            var batches = (group + AttentionScratch.Queries - 1) / AttentionScratch.Queries;
            for (var item = worker; item < (rows - skip) * block.KeyValueHeads * batches; item += workers)
            {
                var (row, part) = Math.DivRem(item, block.KeyValueHeads * batches);
                var (keyValueHead, batch) = Math.DivRem(part, batches);
                var first = batch * AttentionScratch.Queries;
                Attend(worker, skip + row, keyValueHead, keyValueHead * group + first, Math.Min(AttentionScratch.Queries, group - first));
            }
        }

        private void Attend(int worker, int row, int keyValueHead, int head, int heads)
        {
            var end = session.Length + row + 1;
            var first = session._model.Config.SlidingWindow is { } window ? Math.Max(0, end - window) : 0;
            var (start, count, tile) = ((row * block.Heads + head) * cache.HeadSize, heads * cache.HeadSize, session._model.Options.AttentionTile);
            var queries = session._memory.Query.AsSpan(start, count);
            var result = session._memory.Mixed.AsSpan(start, count);
            var scales = block.Attention.AsSpan(head, heads);
            VectorAttention.ApplyFastest(queries, cache, keyValueHead, first, end, scales, tile, session._memory.Scratch[worker], result);
        }
    }

    /// <summary>The MLP's activation function, channel by channel.</summary>
    private readonly struct ActivateTask(IntegerSession session, IntegerBlock block, int count) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            // Shares of whole cache lines.
            var share = ((count + workers - 1) / workers + 63) & ~63;
            var start = Math.Min(count, worker * share);
            var length = Math.Min(count - start, share);
            var up = session._memory.Up.AsSpan(start, length);
            if (block.Gate is null) IntegerActivation.Apply(up, block.UpTable);
            else IntegerActivation.ApplyGatedFast(session._memory.Gate.AsSpan(start, length), up, block.GateTable, block.GateScale, up);
        }
    }
}
