using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>What a module loses at one narrow width, as a heat map, and all widths in a table of blocks.</summary>
internal sealed record CompressionSensitivityView(Markup Map, int Bits, IReadOnlyList<string> Widths, IReadOnlyList<SensitivityRow> Rows)
{
    public static CompressionSensitivityView From(CompressionResult result)
    {
        var options = result.Sensitivities[0].Options;
        // Four bits where on offer: two are often beyond what a module can bear, eight never matter.
        var shown = Enumerable.Range(0, options.Count).OrderBy(i => Math.Abs(options[i].Bits - 4)).First();
        var losses = result.Sensitivities.GroupBy(unit => unit.Unit.Place).ToDictionary(module => module.Key, module => module.Sum(unit => unit.Options[shown].Loss));
        double low = losses.Values.Where(loss => loss > 0).DefaultIfEmpty(1).Min(), high = losses.Values.Max();
        var grid = ModuleGrid.For(result);
        var map = HeatMap.Draw(grid.Rows, grid.Columns,
            (row, column) => grid.At(row, column) is { } place && losses.TryGetValue(place, out var loss) ? (Shade(loss), grid.Label(row, column) + NumberText.Significant(loss, 2), $"{place.Module}: {NumberText.Significant(loss, 3)} nats") : null,
            $"Divergence when one module alone has {options[shown].Bits} bits");
        var blocks = result.Sensitivities.GroupBy(unit => grid.RowOf(unit.Unit.Component, unit.Unit.Block)).OrderBy(block => block.Key);
        return new CompressionSensitivityView(map, options[shown].Bits, [.. options.Select(option => $"{option.Bits} bits")],
            [.. blocks.Select(block => new SensitivityRow(grid.Rows[block.Key], [.. Enumerable.Range(0, options.Count).Select(i => NumberText.Significant(block.Sum(unit => unit.Options[i].Loss), 3))]))]);

        int Shade(double loss) => high > low && loss > 0 ? Math.Clamp((int)(Math.Log(loss / low) / Math.Log(high / low) * 5), 0, 4) : 0;
    }
}
