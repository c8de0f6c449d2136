using HwAgent.Agent.Reports.Views;

namespace HwAgent.Agent.Reports.Compression;

/// <summary><c>report.html</c> of a compressed model: one page that needs nothing but itself (no network, no script). Equal input gives equal bytes.</summary>
public static class CompressionReport
{
    /// <summary>The page as text, to be written as UTF-8.</summary>
    public static string Render(CompressionReportInput input)
    {
        var sections = new List<SectionView> { Section("compression-result", "Result", CompressionResultView.From(input)) };
        if (input.Result.Chosen is not null) sections.Add(Section("compression-curve", "Loss against size", CompressionCurveView.From(input.Result)));
        sections.Add(Section("compression-bits", "Bits by layer", CompressionBitsView.From(input.Result)));
        if (input.Result.Sensitivities.Count > 0) sections.Add(Section("compression-sensitivity", "Sensitivity by block", CompressionSensitivityView.From(input.Result)));
        if (input.Result.Pruning.Count > 0) sections.Add(Section("compression-pruning", "Pruning", CompressionPruningView.From(input.Result)));
        sections.Add(Section("compression-reproduce", "How to reproduce", CompressionReproduceView.From(input)));
        return ReportTemplates.Render("compression-page", CompressionPageView.From(input, sections)).Html + "\n";
    }

    private static SectionView Section(string id, string title, object view) => new(id, title, ReportTemplates.Render(id, view));
}
