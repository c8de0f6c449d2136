using System.Xml.Linq;
using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One bar an operator, cut into what each part of the hardware takes.</summary>
internal static class LevelBars
{
    private const double Width = 880, RowHeight = 24, Left = 230, Top = 30, ValueWidth = 90;

    /// <summary>Energy of one pass by operator and level.</summary>
    public static Markup Energy(MapOutcome outcome)
    {
        var operators = outcome.Operators.Where(o => o.Cost is not null).ToArray();
        // A product whose operands stay on the chip has a level more: the place where they stay.
        string[] parts = ["multiplications", .. operators.SelectMany(o => o.Cost!.Levels.Select(l => l.Name)).Distinct()];
        var longest = operators.Max(o => o.Cost!.EnergyPicojoules * o.Repeats);
        return Svg.Picture(Width, Top + operators.Length * RowHeight + 8, $"Energy of {operators.Length} operators by level", "plot",
            Legend(parts), operators.SelectMany((o, row) => Bar(o, Top + row * RowHeight, parts, longest)));
    }

    private static IEnumerable<XElement> Bar(MapOperator o, double y, string[] parts, double longest)
    {
        yield return Svg.Text(Left - 8, y + 15, PlainText.Line(o.Name, 34), "label", "end");
        double[] values = [o.Cost!.ComputePicojoules, .. parts.Skip(1).Select(part => o.Cost.Levels.Where(l => l.Name == part).Sum(l => l.EnergyPicojoules))];
        var x = Left;
        for (var i = 0; i < values.Length; i++)
        {
            var width = longest > 0 ? values[i] * o.Repeats / longest * (Width - Left - ValueWidth) : 0;
            yield return Svg.Rect(x, y + 3, width, RowHeight - 8, $"swatch e{Shade(i, parts.Length)}").Titled($"{o.Name}, {parts[i]}: {NumberText.Metric(values[i] * o.Repeats * 1e-12, "J")}");
            x += width;
        }

        yield return Svg.Text(x + 6, y + 15, NumberText.Metric(o.Cost.EnergyPicojoules * o.Repeats * 1e-12, "J"), "note");
    }

    private static IEnumerable<XElement> Legend(string[] parts)
    {
        var x = Left;
        for (var i = 0; i < parts.Length; i++)
        {
            var name = PlainText.Line(parts[i], 20);
            yield return Svg.Rect(x, 6, 11, 11, $"swatch e{Shade(i, parts.Length)}");
            yield return Svg.Text(x + 16, 16, name);
            x += 34 + 6.6 * name.Length;
        }
    }

    /// <summary>The outermost level darkest, as it costs most a bit; then lighter towards the multipliers.</summary>
    private static int Shade(int part, int parts) => part == 0 ? 0 : Math.Clamp(4 - (part - 1), parts > 1 ? 1 : 0, 4);
}
