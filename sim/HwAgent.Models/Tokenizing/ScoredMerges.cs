namespace HwAgent.Models.Tokenizing;

/// <summary>
/// SentencePiece's rule, as in llama2.c and GGUF: any two neighbours whose joined text is a token may be joined, the highest score first
/// (google/sentencepiece, bpe_model.cc; karpathy/llama2.c, run.c).
/// </summary>
internal sealed class ScoredMerges : IMergeOrder
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _pieces;
    private readonly int[] _ranks;

    /// <param name="pieces">Ids of the pieces that merging may make.</param>
    /// <param name="scores">One finite score an id.</param>
    public ScoredMerges(Dictionary<string, int> pieces, IReadOnlyList<float> scores)
    {
        _pieces = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        var distinct = scores.Distinct().OrderDescending().Select((score, rank) => (score, rank)).ToDictionary(pair => pair.score, pair => pair.rank);
        _ranks = [.. scores.Select(score => distinct[score])];
    }

    public bool TryMerge(int left, int right, ReadOnlySpan<char> joined, out (int Id, int Rank) merge)
    {
        var found = _pieces.TryGetValue(joined, out var id);
        merge = found ? (id, _ranks[id]) : default;
        return found;
    }
}
