namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Every operator with its cost.</summary>
internal sealed record MapOperatorsView(IReadOnlyList<MapOperatorRow> Rows, MapOperatorRow Total, bool HasGroups)
{
    public static MapOperatorsView From(MapOutcome outcome)
    {
        var all = Math.Max(1, outcome.Operators.Sum(o => (double)o.Cycles * o.Repeats));
        var totals = outcome.Totals;
        return new MapOperatorsView(
            [.. outcome.Operators.Select((o, i) => MapOperatorRow.Of(i + 1, o, all, outcome.Multipliers))],
            new MapOperatorRow("", "One pass", "", "", "", NumberText.Count(totals.Cycles), "", NumberText.Percent(outcome.Utilisation), "",
                NumberText.Metric(totals.EnergyPicojoules * 1e-12, "J"), NumberText.Metric(totals.DramBytes, "B"), ""),
            outcome.Groups.Count > 0);
    }
}
