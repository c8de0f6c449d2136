using System.Xml.Linq;
using HwAgent.Agent.Reports.Views;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>The accelerator as blocks with their sizes: memory, DMA, scratchpads, array, lanes and the way back.</summary>
internal static class BlockPicture
{
    private const double PictureWidth = 900, PictureHeight = 374;
    private const double ArrayLeft = 424, ArrayTop = 150, ArraySide = 150;

    public static Markup Draw(AcceleratorParameters p, double bytesPerCycle)
    {
        var sizes = ScratchpadSize.Of(p).ToDictionary(s => s.Name);
        return Svg.Picture(PictureWidth, PictureHeight, $"Blocks of the accelerator: {Words.Of(p)}", "blocks",
            Svg.Rect(156, 8, 738, 360, "chip", 4),
            Block(4, 150, 92, 120, "memory", "DRAM", $"{NumberText.Significant(bytesPerCycle, 4)} B/cycle"),
            Arrow("M100 210H164", true), Svg.Text(126, 200, $"{p.BusBits} bit", "small", "middle"),
            Block(170, 84, 76, 268, "unit", "DMA", "bursts of", $"≤ {AcceleratorParameters.MaxBurstBeats} beats"),
            Block(170, 22, 714, 40, "unit", $"Sequencer: {AcceleratorParameters.QueueDepth} instructions waiting in front of each engine"),
            Arrow("M208 62V80"), Arrow("M499 62V80"), Arrow("M767 62V166"),

            Arrow("M246 108H420"), Arrow("M246 226H266"), Arrow("M402 226H420"), Arrow("M499 132V146"),
            Memory(270, 180, 132, 92, sizes["Activation buffer"], $"2 × {p.ActivationBanks} banks"),
            Memory(424, 84, 150, 48, sizes["Weight buffer"], ""),
            Array(p),
            Svg.Text(ArrayLeft + ArraySide / 2, ArrayTop + ArraySide + 16, $"{Words.Of(p.Dataflow)}, {NumberText.Count(p.PeakMacs)} MAC/cycle", "small", "middle"),

            Arrow("M574 214H646"), Svg.Text(611, 206, $"{p.Columns} × {p.SumBits} bit", "small", "middle"),
            Memory(650, 84, 112, 62, sizes["Bias and scale"], ""), Arrow("M706 146V166"),
            Memory(772, 84, 112, 62, sizes["Accumulators"], ""), Arrow("M828 150V166", true),
            Block(650, 170, 234, 88, "unit", $"{p.Columns} lanes", "accumulate, bias, requantise", Options(p, sizes["Activation tables"])),
            Arrow("M767 258V282"), Memory(650, 286, 234, 56, sizes["Output buffer"], ""), Arrow("M650 334H250"), Svg.Text(450, 350, "results", "small", "middle"),
            Svg.Text(884, 361, $"{NumberText.Kib(p.OnChipKib)} on chip", "small", "end"));
    }

    private static string Options(AcceleratorParameters p, ScratchpadSize tables) => (p.HasTable, p.HasResidual) switch
    {
        (true, true) => $"table ({NumberText.Kib(tables.Kib)}), residual add",
        (true, false) => $"table ({NumberText.Kib(tables.Kib)})",
        (false, true) => "residual add",
        _ => "",
    };

    private static XElement Memory(double x, double y, double width, double height, ScratchpadSize size, string organisation) =>
        Block(x, y, width, height, "ram", size.Name, NumberText.Kib(size.Kib), organisation).Titled($"{size.Name}: {size.Organisation}");

    private static XElement Block(double x, double y, double width, double height, string cssClass, string name, params string[] lines)
    {
        var all = lines.Where(l => l.Length > 0).ToArray();
        var first = y + height / 2 + 4 - 7.5 * all.Length;
        return Svg.Group($"block {cssClass}",
            Svg.Rect(x, y, width, height, "box", 2),
            Svg.Text(x + width / 2, first, name, "name", "middle"),
            all.Select((line, i) => Svg.Text(x + width / 2, first + 15 * (i + 1), line, "small", "middle")));
    }

    /// <summary>The array as a grid; beyond sixteen a line stands for several rows or columns.</summary>
    private static XElement Array(AcceleratorParameters p)
    {
        int rows = Math.Min(p.Rows, 16), columns = Math.Min(p.Columns, 16);
        return Svg.Group("block array",
            Svg.Rect(ArrayLeft, ArrayTop, ArraySide, ArraySide, "box"),
            Enumerable.Range(1, columns - 1).Select(i => Svg.Line(ArrayLeft + i * ArraySide / columns, ArrayTop, ArrayLeft + i * ArraySide / columns, ArrayTop + ArraySide, "cell")),
            Enumerable.Range(1, rows - 1).Select(i => Svg.Line(ArrayLeft, ArrayTop + i * ArraySide / rows, ArrayLeft + ArraySide, ArrayTop + i * ArraySide / rows, "cell")),
            Svg.Rect(ArrayLeft + 27, ArrayTop + 54, ArraySide - 54, 42, "plate", 2),
            Svg.Text(ArrayLeft + ArraySide / 2, ArrayTop + 72, $"{p.Rows} × {p.Columns}", "name", "middle"),
            Svg.Text(ArrayLeft + ArraySide / 2, ArrayTop + 88, "elements", "small", "middle"));
    }

    /// <summary>A line whose last segment ends in a head; both ends have one where data goes both ways.</summary>
    private static XElement Arrow(string path, bool bothWays = false)
    {
        var numbers = path.Split(['M', 'H', 'V', ' '], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse).ToArray();
        var isHorizontal = path.Contains('H');
        double x1 = numbers[0], y1 = numbers[1], x2 = isHorizontal ? numbers[2] : x1, y2 = isHorizontal ? y1 : numbers[2];
        return Svg.Group("arrow", Svg.Path(path, "wire"), Head(x2, y2, Math.Sign(x2 - x1), Math.Sign(y2 - y1)), bothWays ? Head(x1, y1, Math.Sign(x1 - x2), Math.Sign(y1 - y2)) : null);
    }

    private static XElement Head(double x, double y, int dx, int dy) =>
        Svg.Polygon("head", x + 4 * dx, y + 4 * dy, x - 3 * dx - 4 * dy, y - 3 * dy - 4 * dx, x - 3 * dx + 4 * dy, y - 3 * dy + 4 * dx);
}
