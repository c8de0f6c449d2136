using System.Text;
using HwAgent.Core.Models;

namespace HwAgent.Models.Tokenizing;

/// <summary>
/// Byte-pair encoding with byte fallback: characters without a token become one token a byte. Ours, because Microsoft.ML.Tokenizers has no byte
/// fallback for merge lists and reads neither llama2.c's nor GGUF's vocabularies.
/// </summary>
internal sealed class MergeEncoder : ISubwordEncoder
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly IMergeOrder _order;
    private readonly UnknownCharacters _unknown;

    /// <param name="pieces">Ids of ordinary pieces: no control tokens, no byte tokens.</param>
    /// <param name="order">Which neighbours are joined.</param>
    /// <param name="unknown">What stands for characters outside <paramref name="pieces"/>.</param>
    public MergeEncoder(Dictionary<string, int> pieces, IMergeOrder order, UnknownCharacters unknown)
    {
        _pieces = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        _order = order;
        _unknown = unknown;
    }

    /// <exception cref="InvalidModelException">A character has no token, and the vocabulary has neither byte tokens nor an unknown token.</exception>
    public void Encode(string word, List<int> ids)
    {
        var symbols = Split(word);
        var queue = new PriorityQueue<(int Left, int Right, int Length, int Id), (int Rank, int Left)>();
        for (var i = 0; i + 1 < symbols.Length; i++) Offer(word, symbols, i, i + 1, queue);
        while (queue.TryDequeue(out var merge, out _))
        {
            ref var left = ref symbols[merge.Left];
            ref var right = ref symbols[merge.Right];
            // Stale: one of the two has been joined with another neighbour since.
            if (left.Length == 0 || right.Length == 0 || left.Next != merge.Right || left.Length + right.Length != merge.Length) continue;
            left.Length = merge.Length;
            left.Id = merge.Id;
            left.Next = right.Next;
            right.Length = 0;
            if (left.Next < symbols.Length)
            {
                symbols[left.Next].Previous = merge.Left;
                Offer(word, symbols, merge.Left, left.Next, queue);
            }

            if (left.Previous >= 0) Offer(word, symbols, left.Previous, merge.Left, queue);
        }

        Emit(word, symbols, ids);
    }

    private Symbol[] Split(string word)
    {
        var symbols = new List<Symbol>(word.Length);
        for (var start = 0; start < word.Length;)
        {
            var length = char.IsSurrogatePair(word, start) ? 2 : 1;
            var id = _pieces.TryGetValue(word.AsSpan(start, length), out var found) ? found : -1;
            symbols.Add(new Symbol { Start = start, Length = length, Id = id, Previous = symbols.Count - 1, Next = symbols.Count + 1 });
            start += length;
        }

        return [.. symbols];
    }

    private void Offer(string word, Symbol[] symbols, int left, int right, PriorityQueue<(int Left, int Right, int Length, int Id), (int Rank, int Left)> queue)
    {
        var length = symbols[left].Length + symbols[right].Length;
        if (_order.TryMerge(symbols[left].Id, symbols[right].Id, word.AsSpan(symbols[left].Start, length), out var merge))
            queue.Enqueue((left, right, length, merge.Id), (merge.Rank, left));
    }

    private void Emit(string word, Symbol[] symbols, List<int> ids)
    {
        Span<byte> bytes = stackalloc byte[4];
        var afterUnknown = false;
        for (var i = 0; i < symbols.Length; i = symbols[i].Next)
        {
            var symbol = symbols[i];
            if (symbol.Id >= 0)
            {
                ids.Add(symbol.Id);
                afterUnknown = false;
                continue;
            }

            var rune = Rune.GetRuneAt(word, symbol.Start);
            afterUnknown = _unknown.Emit(rune, bytes[..rune.EncodeToUtf8(bytes)], afterUnknown, ids);
        }
    }

    private struct Symbol
    {
        public int Start;
        public int Length;
        public int Id;
        public int Previous;
        public int Next;
    }
}
