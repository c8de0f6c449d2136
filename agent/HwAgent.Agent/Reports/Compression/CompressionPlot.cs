using System.Xml.Linq;
using HwAgent.Agent.Reports.Drawing;
using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Divergence from the original against the cost: mixtures as a line, single widths as squares, the chosen model as a diamond.</summary>
internal static class CompressionPlot
{
    private const double Width = 880, Height = 430, LegendHeight = 34;

    public static Markup Draw(CompressionResult result)
    {
        var chosen = result.Chosen!;
        CurvePoint[] points = [.. result.Curve.Append(chosen).OrderBy(point => point.Cost)];
        var frame = new PlotFrame(Width, Height);
        var x = Axis.Around(points.Select(point => (double)point.Cost).Concat(result.Uniform.Select(uniform => (double)uniform.Cost)), PlotFrame.Left, frame.Right);
        var y = Axis.Around(points.Select(point => point.Loss.Divergence).Concat(result.Uniform.Select(uniform => uniform.Loss.Divergence)), frame.Bottom, PlotFrame.Top);
        var (factor, prefix) = NumberText.Scale(result.Uniform.Max(uniform => uniform.Cost));
        var path = string.Concat(points.Select((point, i) => $"{(i == 0 ? 'M' : 'L')}{Svg.N(x.At(point.Cost))} {Svg.N(y.At(point.Loss.Divergence))}"));
        return Svg.Picture(Width, Height + LegendHeight, $"Divergence against {result.CostName} of {points.Length} mixtures and {result.Uniform.Count} uniform models", "plot",
            frame.Draw(x, y, v => NumberText.Significant(v / factor, 3), v => NumberText.Significant(v, 3), $"Cost ({prefix}{(result.CostName == "bytes" ? "B" : " " + result.CostName)})", "Divergence (nats a token)"),
            Svg.Path(path, "roof"),
            points.Select(point => Svg.Circle(x.At(point.Cost), y.At(point.Loss.Divergence), 4, "predicted e3").Titled(Describe(point.Cost, point.Loss, $"mixture of {point.MeanBits:0.00} bits", result.CostName))),
            result.Uniform.Select(uniform => Uniform(uniform, x.At(uniform.Cost), y.At(uniform.Loss.Divergence), result.CostName)),
            Svg.Diamond(x.At(chosen.Cost), y.At(chosen.Loss.Divergence), 8, "mark e2").Titled(Describe(chosen.Cost, chosen.Loss, "this model", result.CostName)),
            Legend());
    }

    private static XElement[] Uniform(UniformOutcome uniform, double x, double y, string costName) =>
    [
        Svg.Rect(x - 4.5, y - 4.5, 9, 9, "mark e0").Titled(Describe(uniform.Cost, uniform.Loss, $"{uniform.Bits} bits everywhere", costName)),
        Svg.Text(x + 9, y - 7, $"{uniform.Bits} bits"),
    ];

    private static string Describe(long cost, ModelLoss loss, string what, string costName) =>
        $"{what}: {NumberText.Count(cost)} {costName}, divergence {NumberText.Significant(loss.Divergence, 3)}, perplexity {NumberText.Significant(loss.Perplexity, 4)}";

    private static IEnumerable<XElement> Legend()
    {
        const double Y = Height + 14;
        yield return Svg.Circle(PlotFrame.Left + 6, Y, 4, "predicted e3");
        yield return Svg.Text(PlotFrame.Left + 17, Y + 4, "mixed widths");
        yield return Svg.Rect(PlotFrame.Left + 150, Y - 5, 9, 9, "mark e0");
        yield return Svg.Text(PlotFrame.Left + 167, Y + 4, "one width everywhere");
        yield return Svg.Diamond(PlotFrame.Left + 345, Y, 7, "mark e2");
        yield return Svg.Text(PlotFrame.Left + 358, Y + 4, "this model");
    }
}
