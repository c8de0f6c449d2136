namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One operator, all numbers written out.</summary>
internal sealed record MapOperatorRow(
    string Index, string Name, string Shape, string Group, string Repeats, string Cycles, string Share, string Utilisation, string BoundBy, string Energy, string DramBytes, string Proof)
{
    public static MapOperatorRow Of(int index, MapOperator o, double all, long multipliers) => new(
        index.ToString(), o.Name, o.Shape, o.Group is { } group ? ((char)('A' + group % 26)).ToString() + (group >= 26 ? (group / 26).ToString() : "") : "",
        NumberText.Count(o.Repeats), o.Macs == 0 && o.Cycles == 0 ? NumberText.None : NumberText.Count(o.Cycles), NumberText.Percent(o.Cycles * (double)o.Repeats / all),
        o.Macs > 0 && o.Cycles > 0 ? NumberText.Percent(o.Macs / ((double)o.Cycles * multipliers)) : NumberText.None,
        o.BoundBy, NumberText.Metric(o.EnergyPicojoules * o.Repeats * 1e-12, "J"), NumberText.Metric((double)o.DramBytes * o.Repeats, "B"), MapText.Proof(o));
}
