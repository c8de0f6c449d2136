namespace HwAgent.Core.Numerics;

/// <summary>
/// The softmax's exponential: a difference of two integer scores, at least 0, becomes <c>65535 * 2^-t</c>, rounded, with
/// <c>t = (difference * M + half) >> S</c> in steps of 1/256. Everything fits 32 bits (sim/NUMERICS.md).
/// </summary>
public readonly record struct ExponentialScale
{
    public const int FractionBits = 8;

    /// <summary>From this shift on every weight rounds to 0; larger ones would leave 32 bits.</summary>
    public const int Vanished = 17;
    private const int MaxMultiplier = short.MaxValue;
    private const int MaxShift = 18;

    private static readonly int[] Table = [.. Enumerable.Range(0, 256).Select(i => (int)Math.Floor(65535 * DeterministicMath.Exp2(-i / 256.0) + 0.5))];

    private ExponentialScale(int multiplier, int shift) =>
        (Multiplier, Shift, MaxDifference) = (multiplier, shift, multiplier == 0 ? int.MaxValue : (int.MaxValue - (1 << shift >> 1)) / multiplier);

    /// <summary>M, 0 to 32767.</summary>
    public int Multiplier { get; }

    /// <summary>S, 0 to 18.</summary>
    public int Shift { get; }

    /// <summary>Larger differences count as this one; its exponential is 0 already, whenever S is at its limit or M has 15 bits.</summary>
    public int MaxDifference { get; }

    /// <summary>The 256 values of <c>65535 * 2^(-i/256)</c>.</summary>
    public static ReadOnlySpan<int> Fractions => Table;

    /// <param name="natural">Real value of a difference of one, in the exponent of e.</param>
    public static ExponentialScale FromScale(double natural)
    {
        var scale = natural * 1.4426950408889634074 * (1 << FractionBits);
        if (!(scale >= 0) || scale > MaxMultiplier) throw new ArgumentOutOfRangeException(nameof(natural), natural, "A scale of scores must be from 0 to 88.");
        var shift = 0;
        while (shift < MaxShift && Math.Round(Math.ScaleB(scale, shift + 1)) <= MaxMultiplier) shift++;
        return new ExponentialScale((int)Math.Round(Math.ScaleB(scale, shift)), shift);
    }

    /// <summary>0 to 65535 for a difference of at least 0.</summary>
    public int Apply(int difference)
    {
        var t = (int)(((uint)Math.Min(difference, MaxDifference) * (uint)Multiplier + (1u << Shift >> 1)) >> Shift);
        var whole = Math.Min(t >> FractionBits, Vanished);
        return (Table[t & 255] + (1 << whole >> 1)) >> whole;
    }
}
