namespace HwAgent.Agent.Reports.Mapping;

/// <summary>The mappings as loop nests.</summary>
internal sealed record MapNestsView(IReadOnlyList<MapNestText> Nests)
{
    public static MapNestsView From(MapOutcome outcome) => new(
    [
        .. outcome.Operators.Select((o, i) => (o, i)).Where(x => x.o.NestText is not null).Select(x => new MapNestText(
            $"{x.i + 1}  {x.o.Name}, {x.o.Shape}", MapText.Proof(x.o), x.o.NestText!.TrimEnd(), outcome.Operators.Count <= 2)),
        .. outcome.Alternatives.Skip(1).Select((o, i) => new MapNestText(
            $"The next best, {i + 2}: {NumberText.Count(o.Cycles)} cycles, {NumberText.Metric(o.EnergyPicojoules * 1e-12, "J")}, {NumberText.Metric(o.DramBytes, "B")}", "", o.NestText!.TrimEnd(), false)),
    ]);
}
