namespace HwAgent.Core.Models;

/// <summary>How much is spent on an image: what a search over cost and accuracy turns.</summary>
/// <param name="Resolution">Pixels a side of the image that the encoder reads; null for the size it was trained with.</param>
/// <param name="Stride">Pixels from one patch to the next; null for the patch size, less makes them overlap, more leaves gaps.</param>
/// <param name="MergedPerBlock">Tokens that each block merges into similar ones (token merging; Bolya et al., arXiv 2210.09461); 0 for none.</param>
public sealed record VisualBudget(int? Resolution = null, int? Stride = null, int MergedPerBlock = 0)
{
    /// <summary>Everything as trained.</summary>
    public static VisualBudget Full { get; } = new();
}
