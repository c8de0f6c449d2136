using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Fusion;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Tests.Fusion;

public class FusionPlannerTests(ITestOutputHelper output)
{
    [Fact]
    public void Explore()
    {
        foreach (var (name, options) in new (string, WorkloadOptions)[] { ("llama3-8b", new(SequenceLength: 2048)), ("llama3-8b", new(ContextLength: 2048, Phase: Phases.Decode)), ("vit-b16", new()) })
        foreach (var machine in new[] { FusionMachines.Small, FusionMachines.Large })
        {
            var widths = new WidthMap();
            var tiling = new TilingMapper(Objective.Latency, (_, _) => null);
            var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get(name), options), widths);
            var t0 = Cpu();
            long calls = 0, ticks = 0;
            var plan = FusionPlanner.Plan(new FusionRequest(graph, widths, machine, Objective.Latency, (p, a) => { var s = Cpu(); var r = tiling.Map(p, a); calls++; var e = Cpu() - s; ticks += e; return r; }));
            output.WriteLine($"{name} {graph.Phase} {machine.Name}: cpu {Cpu() - t0} ms, mapper {calls} calls {ticks} ms; considered {plan.OptionsConsidered} evaluated {plan.OptionsEvaluated}");
            foreach (var s in plan.Segments)
            {
                output.WriteLine($" {s.Name} x{s.Layers}: fused {Show(s.Totals)} | unfused {Show(s.Unfused)} | bound {Show(s.Bound)}");
                foreach (var g in s.Groups)
                    output.WriteLine($"   [{string.Join(", ", g.Operators.Select(o => o.Split("block.")[^1]))}] {Show(g.Totals)} rows {g.TileRows} q {g.QueryRows} k {g.KeyColumns} shared {g.KeepsShared} w {g.KeepsWeights} kv {g.KeepsKeys} reserved {g.ReservedBits / 8192} KiB; A {g.ArrayCycles} V {g.VectorCycles} M {g.MemoryCycles} {g.BoundBy}");
            }
            output.WriteLine($" total {Show(plan.Totals)} | unfused {Show(plan.Unfused)} | bound {Show(plan.Bound)}");
        }
    }

    [Fact]
    public void Speed()
    {
        for (var i = 0; i < 3; i++)
        foreach (var machine in new[] { FusionMachines.Small, FusionMachines.Large })
        {
            var widths = new WidthMap();
            var graph = TransformerGraph.Of(WorkloadBuilder.Build(WorkloadPresets.Get("llama3-8b"), new(SequenceLength: 2048)), widths);
            var t0 = Cpu();
            var plan = FusionPlanner.Plan(new FusionRequest(graph, widths, machine, Objective.Latency, IdealMapper.MapUnevenly));
            output.WriteLine($"cpu {Cpu() - t0} ms; considered {plan.OptionsConsidered} evaluated {plan.OptionsEvaluated} mapped {plan.ProductsMapped}");
        }
    }

    private static long Cpu() => (long)System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalMilliseconds;

    private static string Show(ScheduleTotals t) => $"{t.Cycles / 1e6:F3} Mcyc {t.EnergyPicojoules / 1e6:F1} uJ {t.Traffic.Total / 8e6:F3} MB (w {t.Traffic.Weights / 8e6:F2} a {t.Traffic.Activations / 8e6:F2} kv {t.Traffic.KeyValues / 8e6:F2})";
}
