using System.Xml.Linq;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>Finds a free place beside a point for its label, greedily; where there is none, the label is left out (the tooltip has it).</summary>
internal sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    // The page's figure font at 11.5 units, measured generously.
    private const double CharacterWidth = 6.6, LineHeight = 13;

    private static readonly (double X, double Y)[] Directions = [(1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)];

    private readonly List<(double Left, double Top, double Right, double Bottom)> taken = [];

    /// <summary>Keeps labels away from a mark.</summary>
    public void Block(double x, double y, double radius) => taken.Add((x - radius, y - radius, x + radius, y + radius));

    public void Block(double fromX, double fromY, double toX, double toY) => taken.Add((fromX, fromY, toX, toY));

    /// <summary>The label and, when it had to move away, a line to its point; empty when there is no room.</summary>
    public IEnumerable<XElement> Place(double x, double y, double radius, string text, string cssClass = "label")
    {
        var width = text.Length * CharacterWidth;
        foreach (var distance in (double[])[4, 16, 30, 46])
        {
            foreach (var (dx, dy) in Directions)
            {
                double cx = x + dx * (radius + distance + (dx == 0 ? 0 : width / 2)), cy = y + dy * (radius + distance + LineHeight / 2);
                var box = (Left: cx - width / 2, Top: cy - LineHeight / 2, Right: cx + width / 2, Bottom: cy + LineHeight / 2);
                if (box.Left < left || box.Right > right || box.Top < top || box.Bottom > bottom) continue;
                if (taken.Any(t => box.Left < t.Right && box.Right > t.Left && box.Top < t.Bottom && box.Bottom > t.Top)) continue;
                taken.Add(box);
                var label = Svg.Text(cx, cy + 4, text, cssClass, "middle");
                if (distance < 10) return [label];
                var edgeX = dx == 0 ? cx : cx - dx * width / 2;
                var edgeY = dy == 0 ? cy : cy - dy * LineHeight / 2;
                return [Svg.Line(x + dx * radius, y + dy * radius, edgeX, edgeY, "leader"), label];
            }
        }

        return [];
    }
}
