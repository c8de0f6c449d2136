namespace HwAgent.Core.Numerics;

/// <summary>The division at the end of an attention row, ready to be applied to every channel.</summary>
/// <param name="Before">Bits that the numerator drops first, so that it fits 31 bits.</param>
/// <param name="Reciprocal">At most 16 bits.</param>
/// <param name="After">Bits that the product drops, rounded.</param>
public readonly record struct AttentionQuotient(int Before, int Reciprocal, int After)
{
    public sbyte Apply(long numerator) =>
        (sbyte)Math.Clamp(((numerator >> Before) * Reciprocal + (1L << After >> 1)) >> After, sbyte.MinValue, sbyte.MaxValue);
}
