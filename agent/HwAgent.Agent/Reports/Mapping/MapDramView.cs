namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Layouts, rows and bursts of the off-chip memory, by operator and tensor.</summary>
internal sealed record MapDramView(string Note, IReadOnlyList<MapDramRow> Rows)
{
    public static MapDramView From(MapOutcome outcome)
    {
        var rows = new List<MapDramRow>();
        foreach (var (o, index) in outcome.Operators.Select((o, i) => (o, i + 1)))
        {
            if (o.Dram is not { } dram) continue;
            for (var t = 0; t < dram.Tensors.Count; t++) rows.Add(Row(t == 0 ? $"{index}" : "", t == 0 ? o.Name : "", dram.Tensors[t], o));
        }

        var first = outcome.Operators.First(o => o.Dram is not null).Dram!;
        return new MapDramView(
            $"Memory: {first.Memory}. One execution each. A burst hits when the transfer of its tile has opened its row before; refreshes take {NumberText.Percent(first.RefreshShare)} of the time and are in the bus's share. Cycles and energies everywhere on this page include them.", rows);
    }

    private static MapDramRow Row(string index, string name, MapDramTensor t, MapOperator o) => new(
        index, name, t.Layout, NumberText.Count(t.ReadBursts), NumberText.Count(t.WrittenBursts), NumberText.Count(t.RowHits), NumberText.Count(t.RowMisses),
        t.RowHits + t.RowMisses == 0 ? NumberText.None : NumberText.Percent(t.RowHits / (double)(t.RowHits + t.RowMisses)), NumberText.Percent(t.BusCycles / Math.Max(1, o.Cycles)), NumberText.Metric(t.Picojoules * 1e-12, "J"));
}
