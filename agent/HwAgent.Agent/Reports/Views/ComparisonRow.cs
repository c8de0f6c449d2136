namespace HwAgent.Agent.Reports.Views;

/// <summary>One number of the model's best design beside the expert's.</summary>
internal sealed record ComparisonRow(string What, string Unit, string Model, string Expert, string Quotient)
{
    public static ComparisonRow Of(string what, string unit, double model, double expert, Func<double, string> format) =>
        new(what, unit, format(model), format(expert), NumberText.Factor(model / expert));
}
