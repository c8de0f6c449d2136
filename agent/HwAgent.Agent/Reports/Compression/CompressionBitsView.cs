using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Bits of each module as a heat map.</summary>
internal sealed record CompressionBitsView(Markup Map, bool IsPair)
{
    public static CompressionBitsView From(CompressionResult result)
    {
        // By what the matrices hold: lines of a plan may override each other.
        var modules = result.Whole.Matrices.ToLookup(entry => new ModulePlace(entry.Key.Component, entry.Key.Block, entry.Key.Module), entry => entry.Value);
        var grid = ModuleGrid.For(result);
        return new CompressionBitsView(HeatMap.Draw(grid.Rows, grid.Columns, Cell, "Mean bits of a weight by block and module"), result.Vision is not null);

        (int, string, string)? Cell(int row, int column)
        {
            if (grid.At(row, column) is not { } place || !modules.Contains(place)) return null;
            var matrices = modules[place].ToList();
            var weights = matrices.Sum(matrix => (double)matrix.Values.Length);
            var bits = matrices.Sum(matrix => matrix.RowBits.Sum(width => (double)width * matrix.Inputs)) / weights;
            var widths = matrices.SelectMany(matrix => matrix.RowBits).CountBy(width => width).OrderBy(count => count.Key).Select(count => $"{count.Value} rows of {count.Key} bits");
            return (bits switch { < 2.5 => 0, < 3.5 => 1, < 5 => 2, < 7 => 3, _ => 4 }, grid.Label(row, column) + NumberText.Significant(bits, 3), $"{place.Module}: {NumberText.Whole(weights)} weights, {string.Join(", ", widths)}");
        }
    }
}
