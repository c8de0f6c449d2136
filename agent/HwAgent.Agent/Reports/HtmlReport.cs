using HwAgent.Agent.Reports.Views;
using HwAgent.Agent.Runs;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Agent.Reports;

/// <summary>
/// <c>report.html</c>: a run on one page that needs nothing but itself (no network, no script). Equal input gives equal bytes.
/// </summary>
public static class HtmlReport
{
    /// <summary>The page as text, to be written as UTF-8.</summary>
    public static string Render(RunResult result, DesignSpec spec, ReportContext context)
    {
        var input = new ReportInput(result, spec, context);
        var sections = new List<SectionView>
        {
            Section("verdict", "Verdict", VerdictView.From(input)),
            Section("request", "What was asked", RequestView.From(input)),
            Section("design", "What was found", DesignView.From(input)),
            Section("pareto", "Latency against area", ParetoView.From(input)),
            Section("roofline", "Roofline", RooflineView.From(input)),
            Section("cycles", "Cycles by operator", CyclesView.From(input)),
            Section("area", "Area by unit", AreaView.From(input)),
            Section("candidates", "Candidates", CandidatesView.From(input)),
            Section("search", "Search", SearchView.From(input)),
        };
        if (input.UsesModel) sections.Add(Section("usage", "Language model", UsageView.From(input)));
        sections.Add(Section("elsewhere", "Not on the accelerator", ElsewhereView.From(input)));
        sections.Add(Section("reproduce", "Tools and how to reproduce", ReproduceView.From(input)));
        return ReportTemplates.Render("page", PageView.From(input, sections)).Html + "\n";
    }

    private static SectionView Section(string id, string title, object view) => new(id, title, ReportTemplates.Render(id, view));
}
