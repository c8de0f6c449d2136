using HwAgent.Core.Models;
using HwAgent.Core.Numerics;

namespace HwAgent.Core.Tests.Decoding;

/// <summary>A language model whose logits are a table by the last two tokens: exact whatever the grouping, and without a single allocation.</summary>
internal sealed class BigramModel : ILanguageModel
{
    private readonly float[] _table;

    /// <param name="vocabulary">Tokens.</param>
    /// <param name="spread">Logits lie in -spread to spread.</param>
    /// <param name="seed">Of the table.</param>
    public BigramModel(int vocabulary, double spread, ulong seed)
    {
        VocabularySize = vocabulary;
        var random = new SplitMix64(seed);
        _table = new float[vocabulary * vocabulary * vocabulary];
        for (var i = 0; i < _table.Length; i++) _table[i] = (float)((2 * random.NextDouble() - 1) * spread);
    }

    private BigramModel(int vocabulary, float[] table) => (VocabularySize, _table) = (vocabulary, table);

    public int VocabularySize { get; }

    public int HiddenSize => 1;

    public int MaxPositions => int.MaxValue;

    /// <summary>Between this model (0) and another (1): a draft of any likeness.</summary>
    public BigramModel Towards(BigramModel other, float share) =>
        new(VocabularySize, [.. _table.Zip(other._table, (a, b) => a + share * (b - a))]);

    /// <summary>What follows the tokens <paramref name="before"/> and <paramref name="last"/>.</summary>
    public ReadOnlySpan<float> Logits(int before, int last) => _table.AsSpan((before * VocabularySize + last) * VocabularySize, VocabularySize);

    public ILanguageSession Start(int capacity) => new Session(this, capacity);

    private sealed class Session(BigramModel model, int capacity) : ILanguageSession
    {
        private readonly int[] _tokens = new int[capacity];

        public int Length { get; private set; }

        public int Capacity => capacity;

        public void Append(ReadOnlySpan<int> tokens, Span<float> logits)
        {
            tokens.CopyTo(_tokens.AsSpan(Length));
            Length += tokens.Length;
            var rows = logits.Length / model.VocabularySize;
            for (var row = 0; row < rows; row++)
            {
                var last = Length - rows + row;
                model.Logits(last == 0 ? 0 : _tokens[last - 1], _tokens[last]).CopyTo(logits[(row * model.VocabularySize)..]);
            }
        }

        public void AppendEmbeddings(ReadOnlySpan<float> rows) => Length += rows.Length;

        public void Truncate(int length) => Length = length;

        public void Dispose()
        {
        }
    }
}
