using HwAgent.Evaluation.Stages;

namespace HwAgent.Agent.Reports.Drawing;

/// <summary>Two bars in a table cell: cycles of one pass, predicted above, measured below where the full size was simulated.</summary>
internal static class CycleBars
{
    /// <param name="o">The operator.</param>
    /// <param name="longest">Cycles that fill the cell.</param>
    public static Markup Draw(OperatorMeasurement o, double longest)
    {
        var predicted = (double)o.PredictedCycles * o.Repeats;
        var isMeasured = o is { IsFullSize: true, SimulatedCycles: > 0 };
        var measured = (double)o.SimulatedCycles * o.Repeats;
        var picture = Svg.Picture(100, 14, $"{NumberText.Whole(predicted)} cycles predicted, {(isMeasured ? NumberText.Whole(measured) + " measured" : "not measured at full size")}", "bars",
            Svg.Rect(0, 1, Length(predicted), 5, "bar-predicted"),
            isMeasured ? Svg.Rect(0, 8, Length(measured), 5, "bar-measured") : null);
        // The bars stretch with the column; a bar has no shape to keep.
        return new Markup(picture.Html.Replace("<svg ", "<svg preserveAspectRatio=\"none\" ", StringComparison.Ordinal));

        double Length(double cycles) => longest > 0 && cycles > 0 ? Math.Clamp(100 * cycles / longest, 0.6, 100) : 0;
    }
}
