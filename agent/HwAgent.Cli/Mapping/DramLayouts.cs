using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Mapper;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary>How the layout of the tensors in DRAM changes what a mapping gets of it.</summary>
internal static class DramLayouts
{
    /// <summary>Every tensor row by row, column by column or in tiles, with as many banks in turn as are fastest for it: up to 27 ways, the fastest first.</summary>
    public static IReadOnlyList<MapDramLayout> Compare(TensorProblem problem, Architecture architecture, LoopNest nest, DramGeometry geometry)
    {
        var model = new DramModel(problem, architecture, geometry);
        DramLayout[][] layouts = [.. Enum.GetValues<Operand>().Select(o => DramRanking.AllKinds.SelectMany(k => Fastest(k, o)).ToArray())];
        var made = new List<MapDramLayout>();
        foreach (var (input, weight, output) in from input in layouts[0] from weight in layouts[1] from output in layouts[2] select (input, weight, output))
        {
            DramLayout[] chosen = [input, weight, output];
            var cost = model.Evaluate(nest, chosen);
            made.Add(new MapDramLayout(
                string.Join("; ", chosen.Select((l, i) => l.Describe(problem, (Operand)i))), cost.Bursts, cost.RowMisses, cost.Bursts == 0 ? 0 : 1 - cost.RowMisses / (double)cost.Bursts, cost.BytesPerSecond));
        }

        return [.. made.OrderByDescending(l => l.BytesPerSecond).DistinctBy(l => l.Layout)];

        IEnumerable<DramLayout> Fastest(DramLayoutKind kind, Operand operand)
        {
            var others = Enum.GetValues<Operand>().Select(o => DramLayout.Of(DramLayoutKind.TileMajor, problem, o)).ToArray();
            return [DramLayout.Candidates([kind], problem, operand, geometry).MaxBy(l => model.Evaluate(nest, [.. others.Select((other, i) => i == (int)operand ? l : other)]).BytesPerSecond)!];
        }
    }

    /// <summary>What the memory does for a mapping, as an outcome has it.</summary>
    public static MapDram Of(TensorProblem problem, Architecture architecture, DramNestCost cost, LatencyAccount account, int dram = 0)
    {
        var geometry = architecture.Levels[dram].Geometry!;
        var ratio = architecture.ClockHertz / geometry.ClockHertz;
        var model = new DramModel(problem, architecture, geometry, dram);
        return new MapDram(
            geometry.Name, cost.Dram.BusCycles * ratio, cost.Dram.RowCycles * ratio, geometry.RefreshShare, cost.Dram.RowPicojoules, cost.Dram.BurstPicojoules, cost.BackgroundPicojoules,
            account == LatencyAccount.Full ? cost.Plain.LatencyCycles : cost.Plain.SteadyCycles, cost.Plain.EnergyPicojoules,
            [.. cost.Dram.Tensors.Select((t, i) => new MapDramTensor(
                t.Layout.Describe(problem, (Operand)i), t.Reads.Bursts, t.Writes.Bursts, t.All.RowHits, t.All.RowMisses, model.BusCycles(t.All) * ratio, model.Picojoules(t)))]);
    }
}
