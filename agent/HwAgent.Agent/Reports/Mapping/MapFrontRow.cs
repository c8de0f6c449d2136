namespace HwAgent.Agent.Reports.Mapping;

/// <summary>One point of the front, all numbers written out.</summary>
internal sealed record MapFrontRow(string Index, string Cycles, string Energy, string DramBytes, string FoundFor, string? Nest)
{
    public static MapFrontRow Of(int index, MapFrontPoint p) =>
        new(NumberText.Count(index), NumberText.Count(p.Cycles), NumberText.Metric(p.EnergyPicojoules * 1e-12, "J"), NumberText.Metric(p.DramBytes, "B"), p.FoundFor ?? "", p.NestText?.TrimEnd());
}
