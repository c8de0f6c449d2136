using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Latency against energy of mappings that nothing beats; the shade tells the DRAM traffic.</summary>
internal static class MapFrontPlot
{
    private const double Width = 880, Height = 400;

    // Mappings of one front often differ by parts of a per cent in cycles: 0.2 % to either side still has ticks that four digits tell apart.
    private const double LeastRoom = 0.002;

    public static Markup Draw(IReadOnlyList<MapFrontPoint> front)
    {
        var frame = new PlotFrame(Width, Height);
        var x = Axis.Around(front.Select(p => (double)p.Cycles), PlotFrame.Left, frame.Right, LeastRoom);
        var y = Axis.Around(front.Select(p => p.EnergyPicojoules), frame.Bottom, PlotFrame.Top, LeastRoom);
        var (xFactor, xPrefix) = NumberText.Scale(front.Max(p => p.Cycles));
        var (yFactor, yPrefix) = NumberText.Scale(front.Max(p => p.EnergyPicojoules) * 1e-12);
        long least = front.Min(p => p.DramBytes), most = front.Max(p => p.DramBytes);
        var labels = new LabelPlacer(PlotFrame.Left, PlotFrame.Top, frame.Right, frame.Bottom);
        foreach (var p in front) labels.Block(x.At(p.Cycles), y.At(p.EnergyPicojoules), 6);
        return Svg.Picture(Width, Height, $"Latency against energy of {front.Count} mappings", "plot",
            frame.Draw(x, y, v => NumberText.Significant(v / xFactor, 4), v => NumberText.Significant(v * 1e-12 / yFactor, 4), $"Latency ({xPrefix}cycles)", $"Energy ({yPrefix}J); a deeper colour: more DRAM traffic"),
            front.Select(p => Svg.Diamond(x.At(p.Cycles), y.At(p.EnergyPicojoules), 7, $"mark e{Shade(p.DramBytes, least, most)}")
                .Titled($"{NumberText.Count(p.Cycles)} cycles, {NumberText.Metric(p.EnergyPicojoules * 1e-12, "J")}, {NumberText.Metric(p.DramBytes, "B")}")),
            front.SelectMany((p, i) => labels.Place(x.At(p.Cycles), y.At(p.EnergyPicojoules), 8, NumberText.Count(i + 1))));
    }

    private static int Shade(long bytes, long least, long most) => most == least ? 2 : (int)((bytes - least) * 4 / (most - least));
}
