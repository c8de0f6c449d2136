using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>A grid of blocks by modules, shaded in five steps, each cell with its number.</summary>
internal static class HeatMap
{
    private const double CellWidth = 104, CellHeight = 22, Left = 78, Top = 26;

    /// <param name="rows">Labels from top to bottom.</param>
    /// <param name="columns">Labels from left to right.</param>
    /// <param name="cell">Shade 0 to 4, its number, and what a resting pointer is told; null for an empty cell.</param>
    /// <param name="description">For those who do not see it.</param>
    public static Markup Draw(IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, (int Shade, string Text, string Title)?> cell, string description)
    {
        var cells = from row in Enumerable.Range(0, rows.Count)
                    from column in Enumerable.Range(0, columns.Count)
                    let content = cell(row, column)
                    where content is not null
                    let x = Left + column * CellWidth
                    let y = Top + row * CellHeight
                    select Svg.Group("cellgroup",
                        Svg.Rect(x, y, CellWidth - 2, CellHeight - 2, $"swatch e{content.Value.Shade}"),
                        Svg.Text(x + CellWidth / 2, y + 14, content.Value.Text, content.Value.Shade >= 3 ? "label onshade" : "label", "middle")).Titled(content.Value.Title);
        return Svg.Picture(Left + columns.Count * CellWidth, Top + rows.Count * CellHeight, description, "plot heat",
            columns.Select((name, i) => Svg.Text(Left + i * CellWidth + CellWidth / 2, Top - 10, name, "tick", "middle")),
            rows.Select((name, i) => Svg.Text(Left - 8, Top + i * CellHeight + 14, name, "tick", "end")), cells);
    }
}
