using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>Loss against size: mixtures beside single widths, and how well the additive model predicted them.</summary>
internal sealed record CompressionCurveView(Markup Plot, string CostName, IReadOnlyList<CurveRow> Rows)
{
    public static CompressionCurveView From(CompressionResult result)
    {
        var rows = result.Curve.Append(result.Chosen!).OrderBy(point => point.Cost).Select(point => new CurveRow(
            NumberText.Count(point.Cost), NumberText.Significant(point.MeanBits, 3), NumberText.Significant(point.Loss.Divergence, 3), NumberText.Significant(point.PredictedDivergence, 3),
            NumberText.Factor(point.PredictedDivergence > 0 ? point.Loss.Divergence / point.PredictedDivergence : double.NaN),
            NumberText.Significant(point.LowerBound, 3), NumberText.Significant(point.OptimalDivergence, 3),
            NumberText.Difference(point.OptimalDivergence > 0 ? point.GreedyDivergence / point.OptimalDivergence - 1 : 0),
            point.UniformBits is { } bits ? $"{bits} bits everywhere" : "mixture"));
        return new CompressionCurveView(CompressionPlot.Draw(result), result.CostName, [.. rows]);
    }
}
