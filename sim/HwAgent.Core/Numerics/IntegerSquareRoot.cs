namespace HwAgent.Core.Numerics;

/// <summary>Exact integer square roots.</summary>
public static class IntegerSquareRoot
{
    /// <summary>The largest r with r * r at most <paramref name="value"/>.</summary>
    public static uint Floor(ulong value)
    {
        // The square root of IEEE 754 is correctly rounded; rounding value to 53 bits moves it by less than one, which the comparison mends.
        var root = (ulong)Math.Sqrt((double)value);
        if (root > uint.MaxValue) root = uint.MaxValue;
        if (root * root > value) root--;
        else if (root < uint.MaxValue && (root + 1) * (root + 1) <= value) root++;
        return (uint)root;
    }
}
