using HwAgent.Agent.Reports.Views;
using HwAgent.Core.Compression;

namespace HwAgent.Agent.Reports.Compression;

/// <summary>The frame of the page.</summary>
internal sealed record CompressionPageView(string Title, string Subtitle, string Version, Markup Style, IReadOnlyList<SectionView> Sections)
{
    public static CompressionPageView From(CompressionReportInput input, IReadOnlyList<SectionView> sections) => new(
        $"{PlainText.Line(input.ModelName, 80)}, compressed",
        $"{NumberText.Count(input.Result.Whole.WeightCount)} weights of {NumberText.Significant(input.Result.Whole.MeanBits, 3)} bits on average",
        input.Provenance.Version, new Markup(ReportTemplates.Read("report.css") + ReportTemplates.Read("compression.css")), sections);
}
