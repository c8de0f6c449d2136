namespace HwAgent.Models.Tokenizing;

/// <summary>What happens to the matches of a split (huggingface/tokenizers, SplitDelimiterBehavior).</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
