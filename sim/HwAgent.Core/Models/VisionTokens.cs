namespace HwAgent.Core.Models;

/// <summary>The rows of one image inside or behind a vision encoder.</summary>
/// <param name="Rows">Count x width, row-major; extra tokens first, then patches in image order.</param>
/// <param name="Sizes">Patches that each row stands for: 1, or more where tokens were merged; 1 for an extra token.</param>
/// <param name="ExtraTokens">Rows in front that stand for no patch.</param>
public sealed record VisionTokens(float[] Rows, int[] Sizes, int ExtraTokens)
{
    public int Count => Sizes.Length;

    public int Width => Rows.Length / Count;

    /// <summary>The rows of the patches alone.</summary>
    public VisionTokens WithoutExtraTokens() => new(Rows[(ExtraTokens * Width)..], Sizes[ExtraTokens..], 0);
}
