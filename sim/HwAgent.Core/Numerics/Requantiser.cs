namespace HwAgent.Core.Numerics;

/// <summary>
/// Scales an exact 32-bit sum back to a narrow integer: <c>saturate((x * M + (1 &lt;&lt; (S-1))) &gt;&gt; S)</c>
/// with an unsigned 16-bit multiplier and an arithmetic shift, so halves round towards plus infinity.
/// S = 0 rounds nothing. Defined in sim/NUMERICS.md; the RTL is hwa_requantiser.
/// </summary>
/// <param name="Multiplier">M, 0 to 65535.</param>
/// <param name="Shift">S, 0 to 47.</param>
public readonly record struct Requantiser(ushort Multiplier, byte Shift)
{
    public const int MaxShift = 47;

    /// <summary>Rounds and shifts without saturation.</summary>
    public long Scale(int value)
    {
        var product = (long)value * Multiplier;
        var half = (1L << Shift) >> 1;
        return (product + half) >> Shift;
    }

    /// <summary>Result saturated to [-128, 127].</summary>
    public sbyte ToInt8(int value) => (sbyte)Math.Clamp(Scale(value), sbyte.MinValue, sbyte.MaxValue);

    /// <summary>Result saturated to [-32768, 32767].</summary>
    public short ToInt16(int value) => (short)Math.Clamp(Scale(value), short.MinValue, short.MaxValue);

    /// <summary>The nearest (M, S) to a real scale in (0, 65535], M in [32768, 65535] unless the scale is too small for the shift.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not positive, not finite or above 65535.</exception>
    public static Requantiser FromScale(double scale)
    {
        if (!double.IsFinite(scale) || scale <= 0 || scale > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "A requantisation scale must be in (0, 65535].");
        var shift = 0;
        while (shift < MaxShift && Math.Round(Math.ScaleB(scale, shift + 1)) <= ushort.MaxValue) shift++;
        var multiplier = Math.Round(Math.ScaleB(scale, shift));
        return new Requantiser((ushort)multiplier, (byte)shift);
    }
}
