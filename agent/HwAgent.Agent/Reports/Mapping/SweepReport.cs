using HwAgent.Agent.Reports.Views;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary><c>report.html</c> of a sweep: one page that needs nothing but itself (no network, no script). Equal input gives equal bytes.</summary>
public static class SweepReport
{
    /// <summary>The page as text, to be written as UTF-8.</summary>
    /// <param name="sweep">What was swept.</param>
    /// <param name="command">The command line that gives it again.</param>
    /// <param name="version">The program's version.</param>
    public static string Render(SweepOutcome sweep, string command, string version)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var sections = new List<SectionView>();
        if (SweepPlot.Draw(sweep) is { IsEmpty: false } plot)
            sections.Add(new SectionView("sweep-plot", "Latency and energy", ReportTemplates.Render("map-plot", new MapPlotView(plot, "Each point is one architecture with the best schedule that was found for it. The front is that of latency, energy, multipliers, memory on the chip and bandwidth together, of each pass by itself, so that a point may be on it and seem beaten here."))));
        sections.Add(new SectionView("sweep-points", "Architectures", ReportTemplates.Render("map-sweep", new SweepView([.. sweep.Points.Select(SweepRow.Of)]))));
        sections.Add(new SectionView("sweep-reproduce", "How to reproduce", ReportTemplates.Render("map-reproduce", new MapReproduceView(command, version))));
        return ReportTemplates.Render("map-page", new MapPageView(
            $"{PlainText.Line(sweep.Workload, 80)} on variants of {PlainText.Line(sweep.Base, 60)}", $"{NumberText.Count(sweep.Points.Count)} architectures, each mapped for {sweep.Objective}", version,
            new Markup(ReportTemplates.Read("report.css") + ReportTemplates.Read("map.css")), sections)).Html + "\n";
    }
}
