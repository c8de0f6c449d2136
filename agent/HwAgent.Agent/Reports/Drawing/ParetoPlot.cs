using System.Xml.Linq;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>Latency against area: predicted designs as dots, checked candidates as diamonds, energy as colour, budgets as lines.</summary>
internal static class ParetoPlot
{
    private const double PlotWidth = 880, PlotHeight = 470, LegendHeight = 34;
    private const int EnergySteps = 5;

    /// <summary>Empty when there is no design to show.</summary>
    public static Markup Draw(ParetoData data)
    {
        var points = data.All.ToArray();
        if (points.Length == 0) return Markup.None;
        var frame = new PlotFrame(PlotWidth, PlotHeight);
        var latencies = points.Select(p => p.LatencyMilliseconds).ToArray();
        var areas = points.Select(p => p.AreaGateEquivalents).Concat(points.Select(p => p.PredictedArea).OfType<double>()).ToArray();
        var x = Axis.Around(WithBudget(latencies, data.LatencyBudget), PlotFrame.Left, frame.Right);
        var y = Axis.Around(WithBudget(areas, data.AreaBudget), frame.Bottom, PlotFrame.Top);
        var (xFactor, xPrefix) = NumberText.Scale(latencies.Max() * 1e-3);
        var (yFactor, yPrefix) = NumberText.Scale(areas.Max());
        double energyLow = points.Min(p => p.EnergyMillijoules), energyHigh = points.Max(p => p.EnergyMillijoules);
        var labels = new LabelPlacer(PlotFrame.Left, PlotFrame.Top, frame.Right, frame.Bottom);
        foreach (var p in data.Predicted) labels.Block(x.At(p.LatencyMilliseconds), y.At(p.AreaGateEquivalents), 4);
        foreach (var p in data.Checked) labels.Block(x.At(p.LatencyMilliseconds), y.At(p.AreaGateEquivalents), 7);

        return Svg.Picture(PlotWidth, PlotHeight + LegendHeight, $"Latency against area of {data.Predicted.Count} predicted and {data.Checked.Count} checked designs", "plot",
            frame.Draw(x, y, v => NumberText.Significant(v * 1e-3 / xFactor, 3), v => NumberText.Significant(v / yFactor, 3), $"Latency of one pass ({xPrefix}s)", $"Area of the logic ({yPrefix}GE)"),
            Budgets(data, frame, x, y, labels),
            data.Predicted.Select(p => Svg.Circle(x.At(p.LatencyMilliseconds), y.At(p.AreaGateEquivalents), 4.5, $"predicted {Energy(p)}").Titled(p.Describe("predicted"))),
            data.Checked.Select(p => Checked(p, x.At(p.LatencyMilliseconds), y.At(p.AreaGateEquivalents), y, Energy(p))),
            data.Checked.OrderByDescending(p => p.IsBest).SelectMany(p => labels.Place(x.At(p.LatencyMilliseconds), y.At(p.AreaGateEquivalents), p.IsBest ? 12 : 7, PlainText.Line(p.Label, 22), p.IsBest ? "label strong" : "label")),
            Legend(energyLow, energyHigh));

        string Energy(ParetoPoint p) => $"e{Step(p.EnergyMillijoules, energyLow, energyHigh)}";
    }

    private static int Step(double value, double low, double high) =>
        high > low && double.IsFinite(value) ? Math.Clamp((int)((value - low) / (high - low) * EnergySteps), 0, EnergySteps - 1) : EnergySteps / 2;

    /// <summary>A budget far from every design would squeeze them into a corner: it stays outside the plot.</summary>
    private static IEnumerable<double> WithBudget(double[] values, double? budget) =>
        budget is { } b && b > values.Min() / 8 && b < values.Max() * 8 ? values.Append(b) : values;

    private static IEnumerable<XElement> Budgets(ParetoData data, PlotFrame frame, Axis x, Axis y, LabelPlacer labels)
    {
        if (data.LatencyBudget is { } latency && x.Contains(latency))
        {
            var at = x.At(latency);
            yield return Svg.Rect(at, PlotFrame.Top, frame.Right - at, frame.Bottom - PlotFrame.Top, "beyond");
            yield return Svg.Line(at, PlotFrame.Top, at, frame.Bottom, "budget").Titled($"latency budget {NumberText.Latency(latency)}");
            // The words go to the side where there is room for them.
            var anchor = at - PlotFrame.Left > 170 ? "end" : "start";
            yield return Svg.Text(at + (anchor == "end" ? -6 : 6), frame.Bottom - 8, $"latency budget {NumberText.Latency(latency)}", "note", anchor);
            labels.Block(anchor == "end" ? at - 170 : at, frame.Bottom - 22, anchor == "end" ? at : at + 170, frame.Bottom);
        }

        if (data.AreaBudget is not { } area || !y.Contains(area)) yield break;
        var level = y.At(area);
        yield return Svg.Rect(PlotFrame.Left, PlotFrame.Top, frame.Right - PlotFrame.Left, level - PlotFrame.Top, "beyond");
        yield return Svg.Line(PlotFrame.Left, level, frame.Right, level, "budget").Titled($"area budget {NumberText.Area(area)}");
        var below = level - PlotFrame.Top < 20;
        yield return Svg.Text(frame.Right - 6, level + (below ? 16 : -6), $"area budget {NumberText.Area(area)}", "note", "end");
        labels.Block(frame.Right - 170, level - (below ? 0 : 20), frame.Right, level + (below ? 20 : 0));
    }

    private static XElement Checked(ParetoPoint p, double x, double y, Axis areas, string energy) => Svg.Group("checked",
        p.PredictedArea is { } predicted ? Svg.Line(x, areas.At(predicted), x, y, "error") : null,
        p.PredictedArea is { } end ? Svg.Line(x - 4, areas.At(end), x + 4, areas.At(end), "error") : null,
        p.IsBest ? Svg.Circle(x, y, 12, "best") : null,
        Svg.Diamond(x, y, 7.5, $"mark {energy}{(p.MeetsSpec ? "" : " misses")}")).Titled(p.Describe("candidate")
            + (p.PredictedArea is { } area ? $"; {NumberText.Area(area)} predicted" : "") + (p.MeetsSpec ? "; keeps every budget" : "; misses a budget") + (p.IsBest ? "; best" : ""));

    private static IEnumerable<XElement> Legend(double energyLow, double energyHigh)
    {
        const double Y = PlotHeight + 14;
        yield return Svg.Circle(PlotFrame.Left + 6, Y, 4.5, "predicted e2");
        yield return Svg.Text(PlotFrame.Left + 17, Y + 4, "predicted by the search");
        yield return Svg.Diamond(PlotFrame.Left + 183, Y, 7, "mark e2");
        yield return Svg.Text(PlotFrame.Left + 196, Y + 4, "checked, meets the spec");
        yield return Svg.Diamond(PlotFrame.Left + 364, Y, 7, "mark e2 misses");
        yield return Svg.Text(PlotFrame.Left + 377, Y + 4, "checked, misses it");
        if (energyHigh <= energyLow) yield break;
        yield return Svg.Text(PlotFrame.Left + 598, Y + 4, NumberText.Energy(energyLow), "label", "end");
        for (var step = 0; step < EnergySteps; step++) yield return Svg.Rect(PlotFrame.Left + 606 + 20 * step, Y - 6, 20, 12, $"swatch e{step}");
        yield return Svg.Text(PlotFrame.Left + 714, Y + 4, NumberText.Energy(energyHigh));
    }
}
