using HwAgent.Core.Models;

namespace HwAgent.Core.Numerics;

/// <summary>Learned rows of the residual stream: token rows in int8 with a requantiser each, position rows in 16 bits.</summary>
public static class IntegerEmbedding
{
    /// <summary>The row of a token as steps of the residual stream.</summary>
    public static void Apply(ReadOnlySpan<sbyte> row, Requantiser scale, Span<short> result)
    {
        for (var i = 0; i < row.Length; i++) result[i] = scale.ToInt16(row[i]);
    }

    /// <summary><c>x = saturate16(x + y)</c>.</summary>
    public static void Add(Span<short> x, ReadOnlySpan<short> y)
    {
        for (var i = 0; i < x.Length; i++) x[i] = (short)Math.Clamp(x[i] + y[i], short.MinValue, short.MaxValue);
    }

    /// <summary>Real rows to the nearest steps, halves up, saturated.</summary>
    public static void Quantise(ReadOnlySpan<float> rows, double scale, Span<short> result)
    {
        for (var i = 0; i < rows.Length; i++) result[i] = (short)Math.Clamp(Math.Floor(rows[i] / scale + 0.5), short.MinValue, short.MaxValue);
    }

    /// <summary>A table of learned positions as steps of the residual stream.</summary>
    public static short[] Table(LinearWeights positions, double scale)
    {
        var result = new short[positions.Values.Length];
        Quantise(positions.Values, scale, result);
        return result;
    }
}
