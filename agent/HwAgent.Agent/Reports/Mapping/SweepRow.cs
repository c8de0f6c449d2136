namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One architecture, all numbers written out.</summary>
internal sealed record SweepRow(string Name, string Multipliers, string Memory, string Bandwidth, string Cycles, string Energy, string Product, string DramBytes, string Utilisation, string Front)
{
    public static SweepRow Of(SweepPoint p) => new(
        p.Pass.Length > 0 ? $"{p.Architecture}, {p.Pass}" : p.Architecture, NumberText.Count(p.Multipliers), NumberText.Kib(p.OnChipKib), p.DramBytesPerCycle is { } bandwidth ? $"{NumberText.Significant(bandwidth, 4)} B/cycle" : "no limit",
        p.Totals is { } t ? NumberText.Count(t.Cycles) : "no mapping", p.Totals is { } u ? NumberText.Metric(u.EnergyPicojoules * 1e-12, "J") : NumberText.None,
        p.Totals is { } v ? NumberText.Metric(v.EnergyPicojoules * 1e-12 * v.Cycles, "J·cycles") : NumberText.None, p.Totals is { } w ? NumberText.Metric(w.DramBytes, "B") : NumberText.None,
        p.Totals is null ? NumberText.None : NumberText.Percent(p.Utilisation), p.IsOnFront ? "front" : "");
}
