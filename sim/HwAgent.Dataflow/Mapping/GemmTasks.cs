using HwAgent.Core.Workloads;
using HwAgent.Dataflow.Hardware;

namespace HwAgent.Dataflow.Mapping;

/// <summary>The products of a workload as the accelerator sees them.</summary>
public static class GemmTasks
{
    /// <summary>
    /// One task a distinct combination of shape and fused work, repeats added up, in order of first appearance. Attention products
    /// have two activation operands, so their B operand is 8 bits whatever the weights are.
    /// </summary>
    public static IReadOnlyList<GemmTask> Of(Workload workload, int weightBits)
    {
        var tasks = new List<GemmTask>();
        var places = new Dictionary<(LayerShape, int, bool, bool), int>();
        foreach (var op in workload.MatrixProducts)
        {
            var bits = op.Kind == OperatorKind.Gemm ? weightBits : 8;
            var key = (op.Gemm!.Value, bits, op.FusedActivation is not null, op.AddsResidual);
            if (places.TryGetValue(key, out var place))
            {
                tasks[place] = tasks[place] with { Name = $"{tasks[place].Name}+{op.Name}", Repeats = tasks[place].Repeats + op.Repeats };
                continue;
            }

            places[key] = tasks.Count;
            tasks.Add(new GemmTask(op.Name, op.Gemm.Value, bits) { Activate = key.Item3, Residual = key.Item4, Repeats = op.Repeats });
        }

        return tasks;
    }

    /// <summary>Hardware with the options that products need, and no others; its sizes are those of the template.</summary>
    public static AcceleratorParameters Options(IReadOnlyList<GemmTask> tasks) => new()
    {
        MaxWeightBits = tasks.Max(t => t.WeightBits),
        MinWeightBits = tasks.Min(t => t.WeightBits),
        HasTable = tasks.Any(t => t.Activate),
        HasResidual = tasks.Any(t => t.Residual),
    };
}
