namespace HwAgent.Models.Tokenizing;

/// <summary>Which neighbours byte-pair encoding may join, and which first.</summary>
internal interface IMergeOrder
{
    /// <param name="left">Token of the left neighbour, or -1 when it is none.</param>
    /// <param name="right">Token of the right neighbour, or -1.</param>
    /// <param name="joined">The text of both.</param>
    /// <param name="merge">The token that takes their place, and its rank: lower ranks are joined first, the leftmost of equals.</param>
    bool TryMerge(int left, int right, ReadOnlySpan<char> joined, out (int Id, int Rank) merge);
}
