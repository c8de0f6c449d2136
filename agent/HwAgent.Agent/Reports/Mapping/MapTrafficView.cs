using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Agent.Reports.Mapping;

/// <summary>Elements that each level reads and writes, by operand, for one pass.</summary>
internal sealed record MapTrafficView(IReadOnlyList<MapTrafficRow> Rows)
{
    public static MapTrafficView From(MapOutcome outcome)
    {
        var rows = new List<MapTrafficRow>();
        foreach (var (o, index) in outcome.Operators.Select((o, i) => (o, i + 1)))
        {
            if (o.Cost is not { } cost) continue;
            for (var level = 0; level < cost.Levels.Count; level++) rows.Add(Row(level == 0 ? index.ToString() : "", level == 0 ? o.Name : "", cost.Levels[level], cost.LatencyCycles));
        }

        return new MapTrafficView(rows);
    }

    private static MapTrafficRow Row(string index, string name, LevelCost level, long cycles)
    {
        var o = level.Traffic[(int)Operand.Output];
        return new MapTrafficRow(
            index, name, level.Name, Moved(level.Traffic[(int)Operand.Input]), Moved(level.Traffic[(int)Operand.Weight]),
            NumberText.Metric(o.ReadsToBelow + o.ReadsToAbove, ""), NumberText.Metric(o.WritesFromBelow + o.WritesFromAbove, ""),
            level.OccupiedBits < 8192 ? $"{NumberText.Count((level.OccupiedBits + 7) / 8)} B" : NumberText.Kib(Math.Round(level.OccupiedBits / 8192.0, 2)), cycles > 0 && level.PortCycles > 0 ? NumberText.Percent((double)level.PortCycles / cycles) : NumberText.None,
            NumberText.Metric(level.EnergyPicojoules * 1e-12, "J"));

        static string Moved(in OperandTraffic t) => NumberText.Metric(t.ReadsToBelow, "");
    }
}
