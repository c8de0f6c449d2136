using System.Globalization;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Evals.Arrays;

/// <summary>The benchmark's rows as Markdown tables, for RESULTS.md.</summary>
public static class ArrayTables
{
    private const int AreaUnits = 6;

    public static IEnumerable<string> Lines(IReadOnlyList<ArrayRow> rows)
    {
        yield return "| Workload | Array | Cycles of one pass | Utilisation | Simulated | Mismatches | Gate equivalents (predicted) | Memory KiB | Depth |";
        yield return "|---|---|---|---|---|---|---|---|---|";
        foreach (var row in rows)
        {
            var e = row.Evaluation;
            var s = e.Simulation;
            var full = s?.Operators.Count(o => o.IsFullSize) ?? 0;
            var exact = s?.Operators.Count(o => o.SimulatedCycles == o.SimulatedPredictedCycles) ?? 0;
            yield return Format($"| {row.Workload} | {Name(row.Parameters)} | {e.PredictedCycles:N0} | {e.Utilisation:P1} | {exact} of {s?.Operators.Count} products took the predicted cycles, {full} at full size | {s?.Mismatches} of {s?.Vectors:N0} | {e.Synthesis?.AreaGateEquivalents:N0} ({e.Synthesis?.PredictedAreaGateEquivalents:N0}) | {row.Parameters.OnChipKib:0.0} | {e.Synthesis?.LogicDepth} |");
        }

        yield return "";
        yield return "| Workload | Array | Product | M x K x N | Repeats | Predicted cycles | Simulated cycles | Utilisation | Bound by |";
        yield return "|---|---|---|---|---|---|---|---|---|";
        foreach (var row in rows)
        {
            foreach (var o in row.Evaluation.Simulation?.Operators ?? [])
            {
                var simulated = o.IsFullSize ? Format($"{o.SimulatedCycles:N0}") : Format($"{o.SimulatedCycles:N0} of {o.SimulatedPredictedCycles:N0} at {o.SimulatedShape}");
                yield return Format($"| {row.Workload} | {Name(row.Parameters)} | {o.Name.Replace("+", ", ", StringComparison.Ordinal)} | {o.Shape} | {o.Repeats} | {o.PredictedCycles:N0} | {simulated} | {o.Utilisation:P1} | {o.BoundBy} |");
            }
        }

        yield return "";
        yield return "| Workload | Array | Area by unit (instances, gate equivalents) |";
        yield return "|---|---|---|";
        foreach (var row in rows)
        {
            var units = row.Evaluation.Synthesis?.Units.Take(AreaUnits).Select(u => Format($"{u.Module} ({u.Instances}, {u.AreaGateEquivalents:N0})")) ?? [];
            yield return $"| {row.Workload} | {Name(row.Parameters)} | {string.Join(", ", units)} |";
        }

        yield return "";
        yield return "| Workload | Array | Turn, s | Lint, s | Simulator, s | Synthesis, s | Ours, s | Our share |";
        yield return "|---|---|---|---|---|---|---|---|";
        foreach (var row in rows)
        {
            var t = row.Time;
            yield return Format($"| {row.Workload} | {Name(row.Parameters)} | {t.Total:0.0} | {t.Lint:0.0} | {t.Simulator:0.0} | {t.Synthesis:0.0} | {t.Own:0.0} | {t.OwnShare:P1} |");
        }
    }

    private static string Name(AcceleratorParameters p) => $"{p.Rows}x{p.Columns} {(p.IsOutputStationary ? "OS" : "WS")}";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
