using System.Xml.Linq;
using HwAgent.Agent.Reports;
using HwAgent.Agent.Reports.Drawing;

namespace HwAgent.Evals.Reports;

/// <summary>What spending buys: answers in order of their cost, the share that passed against what was spent up to there.</summary>
internal static class CostCurve
{
    private const double Width = 880, Height = 400;

    /// <param name="answers">Cost and verdict of each answer.</param>
    /// <param name="unit">Of the cost, e.g. <c>tokens</c>.</param>
    public static Markup Draw(IReadOnlyList<(double Cost, bool Passed)> answers, string unit)
    {
        var points = new List<(double Spent, double Share)>();
        double spent = 0;
        var passed = 0;
        foreach (var answer in answers.OrderBy(answer => answer.Cost))
        {
            spent += answer.Cost;
            if (answer.Passed) passed++;
            if (spent > 0) points.Add((spent, 100.0 * passed / answers.Count));
        }

        if (points.Count == 0) return Markup.None;
        var frame = new PlotFrame(Width, Height);
        var x = Axis.Around(points.Select(p => p.Spent), PlotFrame.Left, frame.Right);
        var y = Axis.Around(points.Select(p => p.Share).Append(100).Append(Math.Max(1, points.Min(p => p.Share))), frame.Bottom, PlotFrame.Top);
        var path = string.Concat(points.Select((p, i) => $"{(i == 0 ? 'M' : 'L')}{Svg.N(x.At(p.Spent))} {Svg.N(y.At(Math.Max(p.Share, 1e-9)))}"));
        IEnumerable<XElement> marks = points.Count > 400 ? [] : points.Select(p => Svg.Circle(x.At(p.Spent), y.At(Math.Max(p.Share, 1e-9)), 2.5, "predicted e3").Titled($"{NumberText.Significant(p.Spent, 4)} {unit}: {p.Share:0.0} % passed"));
        return Svg.Picture(Width, Height, $"Share of answers that passed against {unit} spent", "plot",
            frame.Draw(x, y, v => NumberText.Significant(v, 3), v => NumberText.Significant(v, 3), $"Spent so far ({unit})", "Passed (% of all answers)"), Svg.Path(path, "roof"), marks);
    }
}
