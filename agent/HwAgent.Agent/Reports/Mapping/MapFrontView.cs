namespace HwAgent.Agent.Reports.Mapping;

/// <summary>The front as a picture and a table.</summary>
internal sealed record MapFrontView(Markup Plot, string Caption, IReadOnlyList<MapFrontRow> Rows)
{
    public static MapFrontView From(MapOutcome outcome) => new(
        MapFrontPlot.Draw(outcome.ParetoFront),
        "What nothing that was found beats in latency, energy and DRAM traffic at once: the ends are those of the searches for least latency and least energy; a point inside may be missing. Numbers are rows of the table.",
        [.. outcome.ParetoFront.Select((p, i) => MapFrontRow.Of(i + 1, p))]);
}
