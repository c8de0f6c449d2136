using System.Xml.Linq;
using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Latency against energy: points of the front as diamonds, the others as dots; the shade tells the multipliers.</summary>
internal static class SweepPlot
{
    private const double Width = 880, Height = 460, LegendHeight = 34;

    /// <summary>Empty when nothing could be mapped.</summary>
    public static Markup Draw(SweepOutcome sweep)
    {
        SweepPoint[] points = [.. sweep.Points.Where(p => p.Totals is { Cycles: > 0, EnergyPicojoules: > 0 })];
        if (points.Length == 0) return Markup.None;
        var frame = new PlotFrame(Width, Height);
        var x = Axis.Around(points.Select(p => (double)p.Totals!.Cycles), PlotFrame.Left, frame.Right);
        var y = Axis.Around(points.Select(p => p.Totals!.EnergyPicojoules), frame.Bottom, PlotFrame.Top);
        var (xFactor, xPrefix) = NumberText.Scale(points.Max(p => p.Totals!.Cycles));
        var (yFactor, yPrefix) = NumberText.Scale(points.Max(p => p.Totals!.EnergyPicojoules) * 1e-12);
        long[] sizes = [.. points.Select(p => p.Multipliers).Distinct().Order()];
        var labels = new LabelPlacer(PlotFrame.Left, PlotFrame.Top, frame.Right, frame.Bottom);
        foreach (var p in points) labels.Block(x.At(p.Totals!.Cycles), y.At(p.Totals.EnergyPicojoules), 6);
        return Svg.Picture(Width, Height + LegendHeight, $"Latency against energy of {points.Length} architectures", "plot",
            frame.Draw(x, y, v => NumberText.Significant(v / xFactor, 3), v => NumberText.Significant(v * 1e-12 / yFactor, 3), $"Latency of one pass ({xPrefix}cycles)", $"Energy of one pass ({yPrefix}J)"),
            points.OrderBy(p => p.IsOnFront).Select(p => Mark(p, x.At(p.Totals!.Cycles), y.At(p.Totals.EnergyPicojoules), Shade(p.Multipliers, sizes))),
            points.Where(p => p.IsOnFront).SelectMany(p => labels.Place(x.At(p.Totals!.Cycles), y.At(p.Totals.EnergyPicojoules), 8, PlainText.Line(Short(p, sweep), 30))),
            Legend(sizes));
    }

    private static XElement Mark(SweepPoint p, double x, double y, int shade)
    {
        var mark = p.IsOnFront ? Svg.Diamond(x, y, 7, $"mark e{shade}") : Svg.Circle(x, y, 4.5, $"predicted e{shade}");
        return mark.Titled($"{p.Architecture}{(p.Pass.Length > 0 ? $", {p.Pass}" : "")}: {NumberText.Count(p.Totals!.Cycles)} cycles, {NumberText.Metric(p.Totals.EnergyPicojoules * 1e-12, "J")}, {NumberText.Percent(p.Utilisation)} of {NumberText.Count(p.Multipliers)} multipliers");
    }

    private static string Short(SweepPoint p, SweepOutcome sweep)
    {
        var name = p.Architecture.StartsWith(sweep.Base + " ", StringComparison.Ordinal) ? p.Architecture[(sweep.Base.Length + 1)..] : p.Pass.Length > 0 ? "" : p.Architecture;
        return $"{name} {p.Pass}".Trim();
    }

    private static int Shade(long multipliers, long[] sizes) => sizes.Length == 1 ? 2 : Array.IndexOf(sizes, multipliers) * 4 / (sizes.Length - 1);

    private static IEnumerable<XElement> Legend(long[] sizes)
    {
        const double Y = Height + 14;
        yield return Svg.Diamond(PlotFrame.Left + 6, Y, 7, "mark e2");
        yield return Svg.Text(PlotFrame.Left + 19, Y + 4, "on the Pareto front");
        yield return Svg.Circle(PlotFrame.Left + 160, Y, 4.5, "predicted e2");
        yield return Svg.Text(PlotFrame.Left + 171, Y + 4, "beaten in everything");
        if (sizes.Length == 1) yield break;
        yield return Svg.Text(PlotFrame.Left + 500, Y + 4, $"{NumberText.Count(sizes[0])}", "label", "end");
        for (var shade = 0; shade < 5; shade++) yield return Svg.Rect(PlotFrame.Left + 508 + 20 * shade, Y - 6, 20, 12, $"swatch e{shade}");
        yield return Svg.Text(PlotFrame.Left + 616, Y + 4, $"{NumberText.Count(sizes[^1])} multipliers");
    }
}
