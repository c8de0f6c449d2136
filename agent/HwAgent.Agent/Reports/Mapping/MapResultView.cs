namespace HwAgent.Agent.Reports.Mapping;

/// <summary>The whole pass in one table.</summary>
internal sealed record MapResultView(string Headline, IReadOnlyList<KeyValuePair<string, string>> Facts, IReadOnlyList<MapGroupRow> Groups)
{
    public static MapResultView From(MapOutcome outcome)
    {
        var totals = outcome.Totals;
        var facts = new List<KeyValuePair<string, string>>
        {
            Fact("Latency", $"{NumberText.Count(totals.Cycles)} cycles, {MapText.Time(outcome)}"),
            Fact("Energy", NumberText.Metric(totals.EnergyPicojoules * 1e-12, "J")),
            Fact("Traffic of the outermost level", $"{NumberText.Count(totals.DramBytes)} bytes"),
            Fact("Multiply-accumulates", $"{NumberText.Count(outcome.Macs)} on {NumberText.Count(outcome.Multipliers)} multipliers, {NumberText.Percent(outcome.Utilisation)} of what they could do in the time"),
        };
        if (outcome.Bound is { } bound) facts.Add(Fact("No schedule goes below", Compared(bound, totals, "this one has {0} cycles, {1} bytes")));
        if (outcome.Unfused is { } unfused) facts.Add(Fact("Without fusion", Compared(unfused, totals, "fusion: {0} cycles, {1} bytes")));
        if (MapText.VectorUnit(outcome) is { } vector) facts.Add(Fact("Vector unit", vector));
        if (outcome.Attention is not null) facts.Add(Fact("Attention", MapText.Attention(outcome)));
        var searched = outcome.Operators.Where(o => o.IsOptimal is not null).ToArray();
        if (searched.Length > 0) facts.Add(Fact("Search", $"{searched.Count(o => o.IsOptimal == true)} of {searched.Length} mappings proven optimal; largest gap {NumberText.Percent(searched.Max(o => o.Gap ?? 0))}"));
        return new MapResultView(
            $"{NumberText.Metric(totals.Cycles, "")} cycles, {NumberText.Metric(totals.EnergyPicojoules * 1e-12, "J")}, {NumberText.Metric(totals.DramBytes, "B")} from and to DRAM", facts,
            [.. outcome.Groups.Select((g, i) => MapGroupRow.Of(i, g))]);
    }

    private static string Compared(MapTotals other, MapTotals totals, string sentence) =>
        $"{NumberText.Count(other.Cycles)} cycles, {NumberText.Count(other.DramBytes)} bytes; "
        + string.Format(sentence, NumberText.Difference((double)totals.Cycles / other.Cycles - 1), NumberText.Difference((double)totals.DramBytes / other.DramBytes - 1));

    private static KeyValuePair<string, string> Fact(string name, string value) => KeyValuePair.Create(name, value);
}
