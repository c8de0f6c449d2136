using System.Xml.Linq;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>The frame of a plot: grid, ticks, axis titles.</summary>
internal sealed class PlotFrame(double width, double height)
{
    public const double Left = 78, Top = 16;

    private const double RightMargin = 20, BottomMargin = 52;

    public double Width { get; } = width;

    public double Height { get; } = height;

    public double Right { get; } = width - RightMargin;

    public double Bottom { get; } = height - BottomMargin;

    public IEnumerable<XElement> Draw(Axis x, Axis y, Func<double, string> xLabel, Func<double, string> yLabel, string xTitle, string yTitle)
    {
        foreach (var tick in x.Ticks)
        {
            yield return Svg.Line(x.At(tick), Top, x.At(tick), Bottom, "grid");
            yield return Svg.Text(x.At(tick), Bottom + 18, xLabel(tick), "tick", "middle");
        }

        foreach (var tick in y.Ticks)
        {
            yield return Svg.Line(Left, y.At(tick), Right, y.At(tick), "grid");
            yield return Svg.Text(Left - 8, y.At(tick) + 4, yLabel(tick), "tick", "end");
        }

        yield return Svg.Path($"M{Svg.N(Left)} {Svg.N(Top)}V{Svg.N(Bottom)}H{Svg.N(Right)}", "axis");
        yield return Svg.Text((Left + Right) / 2, Height - 12, xTitle, "axis-title", "middle");
        var title = Svg.Text(0, 0, yTitle, "axis-title", "middle");
        title.SetAttributeValue("transform", $"translate(16 {Svg.N((Top + Bottom) / 2)}) rotate(-90)");
        yield return title;
    }
}
