namespace HwAgent.Agent.Reports.Mapping;

/// <summary>What energies were counted with, each with its source.</summary>
internal sealed record MapEnergiesView(IReadOnlyList<MapEnergyRow> Rows, IReadOnlyList<string> Sources)
{
    public static MapEnergiesView From(MapOutcome outcome)
    {
        var sources = outcome.Energies.Select(e => e.Source).Distinct().ToList();
        return new MapEnergiesView(
            [.. outcome.Energies.Select(e => new MapEnergyRow(e.Part, e.Action, NumberText.Significant(e.Picojoules, 4), e.Unit, $"{sources.IndexOf(e.Source) + 1}"))],
            [.. sources.Select((s, i) => $"{i + 1}: {s}.")]);
    }
}
