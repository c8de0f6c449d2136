using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HwAgent.Core.Integer.Kernels;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Integer;

/// <summary>
/// One token through the blocks and the head as one piece of work for the threads. In decoding the time between two products counts as much as their
/// instructions, so the threads meet only where one needs what another made, five times a block; short work (norms) each thread does for itself, the
/// activation function follows its own products, and who is through first helps the others.
/// </summary>
internal sealed unsafe class TokenPass
{
    private const int CacheLine = 64;

    /// <summary>
    /// Where in a cache line a row of activations begins. Measured with 8 bits: here a token takes 3 to 9 % less time than 16 bytes into a line, where half of
    /// the sequences happened to have it. Why is not known (evals/LOG.md).
    /// </summary>
    private const int RowStart = 48;

    private readonly IntegerDecoder _model;
    private readonly SessionMemory _memory;
    private readonly BlockShares[] _shares;
    private readonly PanelShares _headShares;
    private readonly int _widest;
    private readonly sbyte[] _normed;
    private readonly byte[] _rows;
    private readonly int _rowsStart;

    public TokenPass(IntegerDecoder model, SessionMemory memory)
    {
        (_model, _memory) = (model, memory);
        var workers = model.Workers.Count;
        _shares = [.. model.Blocks.Select(block => new BlockShares(block, workers, model.Options.HelpOthers))];
        _headShares = PanelShares.InTurn([model.Head.Weights], workers, model.Options.HelpOthers);
        // Rows of different threads stay apart by a pair of cache lines.
        _widest = 128 + CacheLine * CacheLines(Math.Max(model.HiddenSize, model.Blocks.Select(block => Math.Max(block.Output.Weights.Inputs, block.Down.Weights.Inputs)).DefaultIfEmpty().Max()));
        _normed = GC.AllocateArray<sbyte>(workers * _widest, pinned: true);
        _rows = GC.AllocateArray<byte>(workers * _widest + 2 * CacheLine, pinned: true);
        _rowsStart = CacheLine - (int)((nint)Address(_rows) % CacheLine) + RowStart;
    }

    /// <summary>Takes the first row of the residual stream through the model.</summary>
    /// <param name="position">Its position.</param>
    /// <param name="blocks">First blocks to run, before the final norm and the head.</param>
    /// <param name="logits">One a token of the vocabulary, or null when no one reads them.</param>
    public void Run(int position, int blocks, float* logits)
    {
        foreach (var shares in _shares.AsSpan(0, blocks))
        {
            shares.Project.Reset();
            shares.Output.Reset();
            shares.Widen.Reset();
            shares.Down.Reset();
        }

        _headShares.Reset();
        var share = new Share(this, position, blocks, logits);
        _model.Workers.Run(ref share);
        GC.KeepAlive(_model);
    }

    private static int CacheLines(int bytes) => (ActivationTiles.PaddedInputs(bytes) + CacheLine - 1) / CacheLine;

    private static T* Address<T>(T[] pinned)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private readonly struct Share(TokenPass pass, int position, int blocks, float* logits) : IWorkerTask
    {
        public void Run(int worker, int workers)
        {
            for (var i = 0; i < blocks; i++)
            {
                var (block, shares, cache) = (pass._model.Blocks[i], pass._shares[i], pass._memory.Caches[i]);
                Project(block, shares.Project, worker);
                Meet(worker);
                Store(block, cache, worker, workers);
                // Where threads share a key-value head, the others' part of it has to be there.
                if (block.KeyValueHeads % workers != 0) Meet(worker);
                if (logits == null && i == blocks - 1) return;
                Attend(block, cache, worker, workers);
                Meet(worker);
                AddTo(pass._memory.Mixed, block.Output, shares.Output, worker);
                Meet(worker);
                Widen(block, shares.Widen, worker);
                Meet(worker);
                AddTo(pass._memory.Up, block.Down, shares.Down, worker);
                Meet(worker);
            }

            if (logits != null) Score(worker);
        }

        /// <summary>Queries, keys and values.</summary>
        private void Project(IntegerBlock block, PanelShares shares, int worker)
        {
            var row = Normalise(block.AttentionNorm, worker);
            var memory = pass._memory;
            int keys = block.Query.Weights.Panels, values = keys + block.Key.Weights.Panels;
            for (var helped = 0; shares.Take(worker, ref helped, out var first, out var end);)
            {
                if (pass._model.Rotary is null)
                {
                    block.Query.PanelsToInt8(row, Address(memory.Query), first, end);
                    block.Key.PanelsToInt8(row, Address(memory.Key), first - keys, end - keys);
                }
                else
                {
                    block.Query.PanelsToInt16(row, Address(memory.WideQuery), first, end);
                    block.Key.PanelsToInt16(row, Address(memory.WideKey), first - keys, end - keys);
                }

                block.Value.PanelsToInt8(row, Address(memory.Value), first - values, end - values);
            }
        }

        /// <summary>A thread's key-value heads into the cache.</summary>
        private void Store(IntegerBlock block, KeyValueCache cache, int worker, int workers)
        {
            var (memory, size) = (pass._memory, cache.HeadSize);
            for (var head = block.KeyValueHeads * worker / workers; head < block.KeyValueHeads * (worker + 1) / workers; head++)
            {
                var key = memory.Key.AsSpan(head * size, size);
                if (pass._model.Rotary is not null) Rotate(memory.WideKey.AsSpan(head * size, size), key, size);
                cache.Store(head, position, key, memory.Value.AsSpan(head * size, size));
            }
        }

        private void Rotate(ReadOnlySpan<short> wide, Span<sbyte> result, int size)
        {
            var turns = pass._memory.Rotary.AsSpan(position * size, size);
            for (var start = 0; start < wide.Length; start += size)
                IntegerRotation.ApplyFast(wide.Slice(start, size), turns, pass._model.Rotary!.Interleaved, result.Slice(start, size));
        }

        /// <summary>A few query heads of one key-value head at a time; neighbours to one thread.</summary>
        private void Attend(IntegerBlock block, KeyValueCache cache, int worker, int workers)
        {
            var group = block.Heads / block.KeyValueHeads;
            var batches = (group + AttentionScratch.Queries - 1) / AttentionScratch.Queries;
            var items = block.KeyValueHeads * batches;
            for (var item = items * worker / workers; item < items * (worker + 1) / workers; item++)
            {
                var (keyValueHead, batch) = Math.DivRem(item, batches);
                var first = batch * AttentionScratch.Queries;
                Attend(block, cache, worker, keyValueHead, keyValueHead * group + first, Math.Min(AttentionScratch.Queries, group - first));
            }
        }

        private void Attend(IntegerBlock block, KeyValueCache cache, int worker, int keyValueHead, int head, int heads)
        {
            var (memory, size, end) = (pass._memory, cache.HeadSize, position + 1);
            var first = pass._model.Config.SlidingWindow is { } window ? Math.Max(0, end - window) : 0;
            var queries = memory.Query.AsSpan(head * size, heads * size);
            if (pass._model.Rotary is not null) Rotate(memory.WideQuery.AsSpan(head * size, heads * size), queries, size);
            VectorAttention.ApplyFastest(queries, cache, keyValueHead, first, end, block.Attention.AsSpan(head, heads), pass._model.Options.AttentionTile, memory.Scratch[worker], memory.Mixed.AsSpan(head * size, heads * size));
        }

        /// <summary>A product that is added to the residual stream.</summary>
        private void AddTo(sbyte[] input, IntegerLinear linear, PanelShares shares, int worker)
        {
            var row = Offset(Address(input), linear.Weights.Inputs, worker);
            for (var helped = 0; shares.Take(worker, ref helped, out var first, out var end);) linear.AddPanels(row, Address(pass._memory.Residual), first, end);
        }

        /// <summary>The MLP up to its activation function.</summary>
        private void Widen(IntegerBlock block, PanelShares shares, int worker)
        {
            var row = Normalise(block.MlpNorm, worker);
            var memory = pass._memory;
            for (var helped = 0; shares.Take(worker, ref helped, out var first, out var end);)
            {
                block.Gate?.PanelsToInt8(row, Address(memory.Gate), first, end);
                block.Up.PanelsToInt8(row, Address(memory.Up), first, end);
                var (start, count) = Channels(block.Up, first, end);
                var up = memory.Up.AsSpan(start, count);
                if (block.Gate is null) IntegerActivation.Apply(up, block.UpTable);
                else IntegerActivation.ApplyGatedFast(memory.Gate.AsSpan(start, count), up, block.GateTable, block.GateScale, up);
            }
        }

        private void Score(int worker)
        {
            var (head, memory) = (pass._model.Head, pass._memory);
            var row = Normalise(pass._model.FinalNorm, worker);
            for (var helped = 0; pass._headShares.Take(worker, ref helped, out var first, out var end);)
            {
                head.PanelsToLogits(row, Address(memory.Logits), first, end);
                var (start, count) = Channels(head, first, end);
                var values = new Span<float>(logits + start, count);
                TensorPrimitives.ConvertTruncating<int, float>(memory.Logits.AsSpan(start, count), values);
                TensorPrimitives.Multiply(values, pass._model.LogitScale, values);
            }
        }

        private byte* Normalise(IntegerNorm norm, int worker)
        {
            var result = pass._normed.AsSpan(worker * pass._widest, pass._model.HiddenSize);
            norm.ApplyFast(pass._memory.Residual.AsSpan(0, pass._model.HiddenSize), result);
            return Offset(Address(pass._normed) + worker * pass._widest, result.Length, worker);
        }

        /// <summary>The kernels' order of a row, for this thread.</summary>
        private byte* Offset(sbyte* values, int count, int worker)
        {
            var row = new ActivationTiles(values, 1, count, Address(pass._rows) + pass._rowsStart + worker * pass._widest);
            row.Run(0, 1);
            return row.Tile(0);
        }

        private void Meet(int worker) => pass._model.Workers.Meet(worker);

        private static (int Start, int Count) Channels(IntegerLinear linear, int first, int end) =>
            (first * PanelLayout.Outputs, Math.Min(linear.Outputs, end * PanelLayout.Outputs) - first * PanelLayout.Outputs);
    }
}
