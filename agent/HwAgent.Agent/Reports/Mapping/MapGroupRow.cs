namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One fusion group, all numbers written out.</summary>
internal sealed record MapGroupRow(string Index, string Name, string Operators, string Repeats, string RowTile, string Intermediate, string Cycles, string Bytes)
{
    public static MapGroupRow Of(int index, MapGroup group) => new(
        ((char)('A' + index % 26)).ToString() + (index >= 26 ? (index / 26).ToString() : ""), group.Name, string.Join(", ", group.Operators), NumberText.Count(group.Repeats),
        group.RowTile is { } rows ? NumberText.Count(rows) : NumberText.None, NumberText.Kib(group.IntermediateBytes / 1024.0), NumberText.Count(group.Totals.Cycles), NumberText.Metric(group.Totals.DramBytes, "B"));
}
