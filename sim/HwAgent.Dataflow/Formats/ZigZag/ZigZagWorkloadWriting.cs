using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Writes a ZigZag workload of one layer.</summary>
internal static class ZigZagWorkloadWriting
{
    public static string Write(TensorProblem problem)
    {
        var text = new StringBuilder();
        text.Append("- id: 0\n");
        text.Append(CultureInfo.InvariantCulture, $"  name: {YamlText.Quote(problem.Name)}\n  operator_type: Gemm\n");
        text.Append(CultureInfo.InvariantCulture, $"  equation: O{Indices(problem, Operand.Output)}+=I{Indices(problem, Operand.Input)}*W{Indices(problem, Operand.Weight)}\n");
        text.Append("  dimension_relations: []\n");
        text.Append(CultureInfo.InvariantCulture, $"  loop_dims: [{string.Join(", ", problem.Dimensions.Select(d => d.Name.ToUpperInvariant()))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"  loop_sizes: [{string.Join(", ", problem.Dimensions.Select(d => d.Size))}]\n");
        text.Append("  operand_precision:\n");
        text.Append(CultureInfo.InvariantCulture, $"    W: {problem.Tensor(Operand.Weight).Bits}\n    I: {problem.Tensor(Operand.Input).Bits}\n");
        text.Append(CultureInfo.InvariantCulture, $"    O: {problem.PartialBits}\n    O_final: {problem.Tensor(Operand.Output).Bits}\n");
        text.Append("  operand_source:\n    I: 0\n    W: 0\n");
        return text.ToString();
    }

    private static string Indices(TensorProblem problem, Operand operand) =>
        string.Concat(problem.Dimensions.Where((_, d) => problem.Tensor(operand).Uses(d)).Select(d => $"[{d.Name.ToLowerInvariant()}]"));
}
