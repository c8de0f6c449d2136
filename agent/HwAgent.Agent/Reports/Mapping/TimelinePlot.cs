using System.Xml.Linq;
using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>What each unit does when: one lane a unit.</summary>
internal static class TimelinePlot
{
    private const double Width = 880, LaneHeight = 46, Left = 90, Right = 860, Top = 14, AxisHeight = 46;

    public static Markup Draw(IReadOnlyList<MapSpan> spans)
    {
        string[] units = [.. spans.Select(s => s.Unit).Distinct()];
        var end = Math.Max(1, spans.Max(s => s.EndCycle));
        var bottom = Top + units.Length * LaneHeight;
        return Svg.Picture(Width, bottom + AxisHeight, $"Timeline of {spans.Count} operators on {units.Length} units", "plot timeline",
            Ticks(end, bottom),
            units.Select((unit, lane) => Svg.Text(Left - 8, Top + lane * LaneHeight + 25, PlainText.Line(unit, 14), "tick", "end")),
            spans.SelectMany(s => Span(s, Top + Array.IndexOf(units, s.Unit) * LaneHeight, end)));
    }

    private static IEnumerable<XElement> Span(MapSpan span, double y, double end)
    {
        double from = At(span.StartCycle, end), to = At(span.EndCycle, end);
        var kind = span.BoundBy is "compute" ? "compute" : span.BoundBy is "vector" ? "latency" : "memory";
        yield return Svg.Rect(from, y + 6, Math.Max(1, to - from), LaneHeight - 14, $"bound {kind}")
            .Titled($"{span.Label}: cycles {NumberText.Count(span.StartCycle)} to {NumberText.Count(span.EndCycle)}, bound by {span.BoundBy}");
        // A label has about six units a letter; a narrow span keeps its name for the pointer that rests on it.
        var letters = (int)((to - from - 8) / 6.2);
        if (letters >= 4) yield return Svg.Text((from + to) / 2, y + 26, PlainText.Line(Short(span.Label), letters), "label onspan", "middle");
    }

    /// <summary>The last part of a dotted name.</summary>
    private static string Short(string label) => label[(label.LastIndexOf('.') + 1)..];

    private static IEnumerable<XElement> Ticks(double end, double bottom)
    {
        var (factor, prefix) = NumberText.Scale(end);
        for (var i = 0; i <= 5; i++)
        {
            var x = At(end * i / 5, end);
            yield return Svg.Line(x, Top, x, bottom, "grid");
            yield return Svg.Text(x, bottom + 16, NumberText.Significant(end * i / 5 / factor, 3), "tick", "middle");
        }

        yield return Svg.Text((Left + Right) / 2, bottom + 36, $"{prefix}cycles", "axis-title", "middle");
    }

    private static double At(double cycle, double end) => Left + (Right - Left) * cycle / end;
}
