using HwAgent.Agent.Reports.Mapping;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Cli.Mapping;

/// <summary>How the layout of the tensors in DRAM changes what a mapping gets of its bandwidth.</summary>
internal static class DramLayouts
{
    /// <summary>Every tensor row by row or column by column: eight ways, the fastest first.</summary>
    public static IReadOnlyList<MapDramLayout> Of(TensorProblem problem, Architecture architecture, LoopNest nest, DramGeometry geometry)
    {
        var model = new DramModel(problem, architecture, geometry);
        var operands = Enum.GetValues<Operand>();
        var made = new List<MapDramLayout>();
        for (var choice = 0; choice < 1 << operands.Length; choice++)
        {
            DramLayout[] layouts = [.. operands.Select(o => (choice >> (int)o & 1) == 0 ? DramLayout.RowMajor(problem, o) : DramLayout.ColumnMajor(problem, o))];
            var cost = model.Evaluate(nest, layouts);
            long bursts = cost.Tensors.Sum(t => t.ReadBursts + t.WrittenBursts), misses = cost.Tensors.Sum(t => t.RowMisses);
            made.Add(new MapDramLayout(string.Join(", ", operands.Select(o => Name(problem, o, layouts[(int)o]))), bursts, misses, bursts == 0 ? 0 : 1 - misses / (double)bursts, cost.BytesPerSecond));
        }

        return [.. made.OrderByDescending(l => l.BytesPerSecond).DistinctBy(l => l.Layout)];
    }

    private static string Name(TensorProblem problem, Operand operand, DramLayout layout) =>
        $"{problem.Tensor(operand).Name}[{string.Join("][", layout.Order.Reverse().Select(d => problem.Dimensions[d].Name))}]";
}
