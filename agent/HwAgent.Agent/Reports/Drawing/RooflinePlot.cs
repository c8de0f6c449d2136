using System.Xml.Linq;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>
/// Williams, Waterman and Patterson's roofline in the accelerator's own units: work per byte over the memory port against work per cycle.
/// A point's area is its share of the cycles of one pass, its shape what bounds it.
/// </summary>
internal static class RooflinePlot
{
    private const double PlotWidth = 880, PlotHeight = 440, LegendHeight = 34;

    /// <param name="peak">Multiply-accumulates a cycle: the compute roof.</param>
    /// <param name="peakNote">Said of it in brackets: the shape of the array.</param>
    /// <param name="bandwidth">Bytes a cycle: the memory roof.</param>
    /// <param name="operators">At least one.</param>
    public static Markup Draw(double peak, string peakNote, double bandwidth, IReadOnlyList<RooflinePoint> operators)
    {
        var ridge = peak / bandwidth;
        var all = Math.Max(1, operators.Sum(o => o.Weight));
        var points = operators.Select((o, i) => (Operator: o, Index: i + 1, Intensity: o.Macs / o.Bytes, Rate: (double)o.Macs / o.Cycles, Radius: 4 + 11 * Math.Sqrt(o.Weight / all)))
            .Where(p => double.IsFinite(p.Intensity) && p.Intensity > 0 && double.IsFinite(p.Rate) && p.Rate > 0).ToArray();
        if (points.Length == 0) return Markup.None;

        var frame = new PlotFrame(PlotWidth, PlotHeight);
        var left = Math.Min(points.Min(p => p.Intensity), ridge) / 2.5;
        var x = Axis.Logarithmic(left, Math.Max(points.Max(p => p.Intensity), ridge) * 2.5, PlotFrame.Left, frame.Right);
        var y = Axis.Logarithmic(Math.Min(points.Min(p => p.Rate), peak / 4) / 2, peak * 1.8, frame.Bottom, PlotFrame.Top);
        var labels = new LabelPlacer(PlotFrame.Left, PlotFrame.Top, frame.Right, frame.Bottom);
        foreach (var p in points) labels.Block(x.At(p.Intensity), y.At(p.Rate), p.Radius * 0.8);
        labels.Block(frame.Right - 250, y.At(peak) - 20, frame.Right, y.At(peak));

        return Svg.Picture(PlotWidth, PlotHeight + LegendHeight, $"Roofline with {points.Length} operators", "plot",
            frame.Draw(x, y, Tick, Tick, "Work per byte over the memory port (MAC/B)", "Work per cycle (MAC/cycle)"),
            Roofs(peak, peakNote, bandwidth, ridge, frame, x, y),
            points.OrderByDescending(p => p.Radius).Select(p => Mark(p.Operator.BoundBy, x.At(p.Intensity), y.At(p.Rate), p.Radius).Titled(
                $"{p.Index} {PlainText.Line(p.Operator.Name, 120)}: {NumberText.Significant(p.Intensity, 4)} MAC/B, {NumberText.Significant(p.Rate, 4)} MAC/cycle, bound by {PlainText.Line(p.Operator.BoundBy, 40)}, {p.Operator.Origin}")),
            Clusters([.. points.OrderByDescending(p => p.Radius).Select(p => (x.At(p.Intensity), y.At(p.Rate), p.Radius, p.Index, p.Operator.Name))])
                .SelectMany(c => labels.Place(c.X, c.Y, c.Radius, c.Text)),
            Legend());
    }

    /// <summary>One label for points that lie on one another: a row number and a name for one point, row numbers for several or where names would fill the plot.</summary>
    private static IEnumerable<(double X, double Y, double Radius, string Text)> Clusters(IReadOnlyList<(double X, double Y, double Radius, int Index, string Name)> points)
    {
        var left = points.ToList();
        while (left.Count > 0)
        {
            var first = left[0];
            var near = left.Where(p => Math.Abs(p.X - first.X) < 8 && Math.Abs(p.Y - first.Y) < 8).OrderBy(p => p.Index).ToArray();
            left.RemoveAll(p => near.Contains(p));
            var indices = string.Join(", ", near.Select(p => p.Index));
            yield return (first.X, first.Y, first.Radius, near.Length > 1 || points.Count > 14 ? PlainText.Cut(indices, 24) : $"{indices} {PlainText.Line(first.Name, 22)}");
        }
    }

    private static string Tick(double value) => value >= 1e6 ? NumberText.Metric(value, "") : NumberText.Significant(value, 3);

    private static IEnumerable<XElement> Roofs(double peak, string peakNote, double bandwidth, double ridge, PlotFrame frame, Axis x, Axis y)
    {
        double peakY = y.At(peak), ridgeX = x.At(ridge);
        // The memory roof enters the plot at its left or at its lower edge, whichever comes first; At() holds values inside the plot.
        var start = RoofStart(bandwidth, ridge, x, y);
        yield return Svg.Path($"M{Svg.N(start.X)} {Svg.N(start.Y)}L{Svg.N(ridgeX)} {Svg.N(peakY)}H{Svg.N(frame.Right)}", "roof");
        yield return Svg.Text(frame.Right - 6, peakY - 8, $"{NumberText.Whole(peak)} MAC/cycle ({peakNote})", "note", "end");
        var angle = Math.Atan2(peakY - start.Y, ridgeX - start.X) * 180 / Math.PI;
        var label = Svg.Text(0, -8, $"{NumberText.Significant(bandwidth, 4)} B/cycle", "note", "middle");
        label.SetAttributeValue("transform", $"translate({Svg.N((start.X + ridgeX) / 2)} {Svg.N((start.Y + peakY) / 2)}) rotate({Svg.N(angle)})");
        if (Math.Abs(ridgeX - start.X) > 70) yield return label;
    }

    private static (double X, double Y) RoofStart(double bandwidth, double ridge, Axis x, Axis y)
    {
        // Walks left from the ridge in small steps of intensity until the roof leaves the plot.
        var intensity = ridge;
        while (x.Contains(intensity / 1.02) && y.Contains(intensity / 1.02 * bandwidth)) intensity /= 1.02;
        return (x.At(intensity), y.At(intensity * bandwidth));
    }

    private static XElement Mark(string boundBy, double x, double y, double radius) => boundBy switch
    {
        "compute" => Svg.Circle(x, y, radius, "bound compute"),
        "memory" => Svg.Rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8, "bound memory"),
        _ => Svg.Polygon("bound latency", x, y - radius * 1.15, x + radius * 1.05, y + radius * 0.75, x - radius * 1.05, y + radius * 0.75),
    };

    private static IEnumerable<XElement> Legend()
    {
        const double Y = PlotHeight + 14;
        var x = PlotFrame.Left + 6;
        foreach (var (bound, text) in new[] { ("compute", "bound by compute"), ("memory", "bound by memory"), ("latency", "bound by latency (fill, drain, waiting)") })
        {
            yield return Mark(bound, x, Y, 6);
            yield return Svg.Text(x + 13, Y + 4, text);
            x += 150;
        }

        yield return Svg.Text(PlotWidth - 20, Y + 4, "size: share of the cycles", "label", "end");
    }
}
