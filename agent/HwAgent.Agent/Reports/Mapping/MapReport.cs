using HwAgent.Agent.Reports.Views;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary><c>report.html</c> of a mapped workload: one page that needs nothing but itself (no network, no script). Equal input gives equal bytes.</summary>
public static class MapReport
{
    /// <summary>The page as text, to be written as UTF-8.</summary>
    /// <param name="outcome">What was mapped.</param>
    /// <param name="command">The command line that gives it again.</param>
    /// <param name="version">The program's version.</param>
    public static string Render(MapOutcome outcome, string command, string version)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var sections = new List<SectionView> { Section("map-result", "Result", MapResultView.From(outcome)), Section("map-operators", "Operators", MapOperatorsView.From(outcome)) };
        if (outcome.Timeline.Count > 0) sections.Add(Section("map-timeline", "Timeline", new MapPlotView(TimelinePlot.Draw(outcome.Timeline), MapText.TimelineCaption(outcome))));
        if (outcome.Operators.Any(o => o.Cost is not null))
        {
            if (MapRoofline.Draw(outcome) is { IsEmpty: false } roofline) sections.Add(Section("map-roofline", "Roofline", new MapPlotView(roofline, MapText.RooflineCaption(outcome))));
            sections.Add(Section("map-energy", "Energy by level", new MapPlotView(LevelBars.Energy(outcome), "Energy of one pass by operator, split into the multiplications and the reads and writes of each memory level.")));
            sections.Add(Section("map-traffic", "Traffic by level", MapTrafficView.From(outcome)));
            if (outcome.Operators.Any(o => o.Dram is not null)) sections.Add(Section("map-dram", "Off-chip memory", MapDramView.From(outcome)));
            sections.Add(Section("map-nests", "Loop nests", MapNestsView.From(outcome)));
        }

        if (outcome.ParetoFront.Any(p => p.FoundFor is not null)) sections.Add(Section("map-front", "Pareto front", MapFrontView.From(outcome)));
        if (outcome.Energies.Count > 0) sections.Add(Section("map-hardware", "Energies and their sources", MapEnergiesView.From(outcome)));
        sections.Add(Section("map-reproduce", "How to reproduce", new MapReproduceView(command, version)));
        return ReportTemplates.Render("map-page", MapPageView.From(outcome, version, sections)).Html + "\n";
    }

    private static SectionView Section(string id, string title, object view) => new(id, title, ReportTemplates.Render(id is "map-timeline" or "map-roofline" or "map-energy" ? "map-plot" : id, view));
}
