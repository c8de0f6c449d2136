namespace HwAgent.Models.Tokenizing;

/// <summary>The merge list of a tokenizer.json: pairs of tokens in the order in which training found them.</summary>
internal sealed class RankedMerges(IReadOnlyDictionary<(int Left, int Right), (int Id, int Rank)> pairs) : IMergeOrder
{
    public bool TryMerge(int left, int right, ReadOnlySpan<char> joined, out (int Id, int Rank) merge) => pairs.TryGetValue((left, right), out merge);
}
