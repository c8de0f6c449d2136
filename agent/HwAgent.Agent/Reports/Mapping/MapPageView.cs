using HwAgent.Agent.Reports.Views;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>The frame of the page.</summary>
internal sealed record MapPageView(string Title, string Subtitle, string Version, Markup Style, IReadOnlyList<SectionView> Sections)
{
    public static MapPageView From(MapOutcome outcome, string version, IReadOnlyList<SectionView> sections) => new(
        $"{PlainText.Line(outcome.Workload, 80)} on {PlainText.Line(outcome.Architecture, 60)}",
        $"Mapped for {outcome.Objective}; latency {(outcome.LatencyAccount == "steady" ? "in the steady state" : "with fill, drain and stalls")}{(outcome.DramAccount == "banks" ? ", rows and bursts of the off-chip memory counted" : "")}",
        version, new Markup(ReportTemplates.Read("report.css") + ReportTemplates.Read("map.css")), sections);
}
