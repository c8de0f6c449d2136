using HwAgent.Core.Models;

namespace HwAgent.Core.Reference;

/// <summary>
/// Learned positions of patches for a grid other than the trained one: bicubic interpolation with a = -0.75, half-pixel centres, the border repeated,
/// no antialiasing. That is torch's <c>interpolate(mode="bicubic", align_corners=False)</c>, which transformers calls with <c>interpolate_pos_encoding=True</c>.
/// </summary>
public static class PositionTable
{
    /// <summary>Keys' cubic convolution parameter as torch sets it.</summary>
    private const double A = -0.75;

    /// <summary>Positions for a square grid of <paramref name="side"/> patches, the extra tokens' in front unchanged.</summary>
    /// <param name="table">(extraTokens + trained side squared) x width.</param>
    /// <param name="extraTokens">Rows in front that are no patches.</param>
    /// <param name="side">Patches a side that are wanted.</param>
    /// <returns>(extraTokens + side squared) x width.</returns>
    public static float[] For(LinearWeights table, int extraTokens, int side)
    {
        var trained = (int)Math.Sqrt(table.Outputs - extraTokens);
        if (trained * trained != table.Outputs - extraTokens) throw new ArgumentException($"{table.Outputs - extraTokens} patches are no square.", nameof(table));
        if (side == trained) return table.Values;
        var width = table.Inputs;
        var result = new float[checked((extraTokens + side * side) * width)];
        table.Values.AsSpan(0, extraTokens * width).CopyTo(result);
        for (var row = 0; row < side; row++)
            for (var column = 0; column < side; column++)
            {
                var target = result.AsSpan((extraTokens + row * side + column) * width, width);
                foreach (var (y, weightY) in Taps(row, side, trained))
                    foreach (var (x, weightX) in Taps(column, side, trained))
                    {
                        var source = table.Row(extraTokens + y * trained + x);
                        for (var i = 0; i < width; i++) target[i] += (float)(weightY * weightX) * source[i];
                    }
            }

        return result;
    }

    /// <summary>The four source positions of one target position and their weights (Keys 1981).</summary>
    private static (int Index, double Weight)[] Taps(int target, int targets, int sources)
    {
        var centre = (target + 0.5) * sources / targets - 0.5;
        var first = (int)Math.Floor(centre);
        var taps = new (int, double)[4];
        for (var i = 0; i < taps.Length; i++)
            taps[i] = (Math.Clamp(first - 1 + i, 0, sources - 1), Weight(Math.Abs(centre - (first - 1 + i))));
        return taps;
    }

    private static double Weight(double distance) => distance <= 1
        ? ((A + 2) * distance - (A + 3)) * distance * distance + 1
        : ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A;
}
