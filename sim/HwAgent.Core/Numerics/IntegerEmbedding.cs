namespace HwAgent.Core.Numerics;

/// <summary>Learned rows of the residual stream: token rows in int8 with a requantiser each, position rows in 16 bits.</summary>
public static class IntegerEmbedding
{
    /// <summary>The row of a token as steps of the residual stream.</summary>
    public static void Apply(ReadOnlySpan<sbyte> row, Requantiser scale, Span<short> result)
    {
        for (var i = 0; i < row.Length; i++) result[i] = scale.ToInt16(row[i]);
    }

    /// <summary>The same where channels have steps of their own: the shift of a channel and its requantiser's together, one rounding.</summary>
    public static void Apply(ReadOnlySpan<sbyte> row, Requantiser scale, ReadOnlySpan<int> shifts, Span<short> result)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var shift = scale.Shift + shifts[i];
            result[i] = (short)Math.Clamp((row[i] * scale.Multiplier + (1L << shift >> 1)) >> shift, short.MinValue, short.MaxValue);
        }
    }

    /// <summary><c>x = saturate16(x + y)</c>.</summary>
    public static void Add(Span<short> x, ReadOnlySpan<short> y)
    {
        for (var i = 0; i < x.Length; i++) x[i] = (short)Math.Clamp(x[i] + y[i], short.MinValue, short.MaxValue);
    }

    /// <summary>Real rows to the nearest steps, halves up, saturated.</summary>
    public static void Quantise(ReadOnlySpan<float> rows, double scale, Span<short> result)
    {
        for (var i = 0; i < rows.Length; i++) result[i] = Step(rows[i] / scale);
    }

    /// <summary>The same where channels have steps of their own, <c>scale * 2^shift</c>; rows are whole.</summary>
    public static void Quantise(ReadOnlySpan<float> rows, double scale, ReadOnlySpan<int> shifts, Span<short> result)
    {
        for (var i = 0; i < rows.Length; i++) result[i] = Step(rows[i] / Math.ScaleB(scale, shifts[i % shifts.Length]));
    }

    private static short Step(double value) => (short)Math.Clamp(Math.Floor(value + 0.5), short.MinValue, short.MaxValue);
}
