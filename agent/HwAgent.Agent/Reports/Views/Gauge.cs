namespace HwAgent.Agent.Reports.Views;

/// <summary>A headline number against its budget.</summary>
/// <param name="Label">What is measured.</param>
/// <param name="Value">With its unit.</param>
/// <param name="Budget">The limit in words, or that there is none.</param>
/// <param name="IsOver">The limit is not kept.</param>
/// <param name="FillPercent">Length of the bar, 0 to 100, as CSS writes it; empty without a budget.</param>
/// <param name="LimitPercent">Where on the bar the budget lies.</param>
internal sealed record Gauge(string Label, string Value, string Budget, bool IsOver, string FillPercent, string LimitPercent)
{
    public bool HasBar => FillPercent.Length > 0;

    /// <param name="label">What is measured.</param>
    /// <param name="value">In the unit of <paramref name="budget"/>.</param>
    /// <param name="budget">Null for no limit.</param>
    /// <param name="format">Writes both.</param>
    public static Gauge Of(string label, double value, double? budget, Func<double, string> format)
    {
        if (budget is not { } limit) return new Gauge(label, format(value), "no budget set", false, "", "");
        var used = limit > 0 ? value / limit : double.PositiveInfinity;
        // The budget stands at 80 % of the bar; a value above 125 % of it moves the budget left instead of leaving the bar.
        var scale = Math.Max(1.25, used);
        var text = double.IsFinite(used) && used < 10 ? NumberText.Percent(used) : NumberText.Factor(used);
        return new Gauge(label, format(value), $"{text} of {format(limit)}", value > limit, Css(used / scale), Css(1 / scale));
    }

    private static string Css(double share) => (double.IsFinite(share) ? Math.Clamp(share, 0, 1) * 100 : 100).ToString("0.##");
}
