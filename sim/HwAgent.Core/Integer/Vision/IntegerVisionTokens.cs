namespace HwAgent.Core.Integer.Vision;

/// <summary>The rows of one image in the 16-bit residual stream of a vision encoder.</summary>
/// <param name="Rows">Count x width, row-major; extra tokens first.</param>
/// <param name="Sizes">Patches that each row stands for; 1 for an extra token.</param>
/// <param name="ExtraTokens">Rows in front that stand for no patch.</param>
public sealed record IntegerVisionTokens(short[] Rows, int[] Sizes, int ExtraTokens)
{
    public int Count => Sizes.Length;

    public int Width => Rows.Length / Count;

    /// <summary>The rows of the patches alone.</summary>
    public IntegerVisionTokens WithoutExtraTokens() => new(Rows[(ExtraTokens * Width)..], Sizes[ExtraTokens..], 0);
}
