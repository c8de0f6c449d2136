using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Writes the <c>problem</c> table of our own files.</summary>
internal static class ProblemWriting
{
    public static string Write(TensorProblem problem)
    {
        var text = new StringBuilder("problem:\n");
        text.Append(CultureInfo.InvariantCulture, $"  name: {YamlText.Quote(problem.Name)}\n");
        if (problem.Repeats > 1) text.Append(CultureInfo.InvariantCulture, $"  repeats: {problem.Repeats}\n");
        text.Append(CultureInfo.InvariantCulture, $"  dimensions: {{{string.Join(", ", problem.Dimensions.Select(d => $"{YamlText.Quote(d.Name)}: {d.Size}"))}}}\n");
        text.Append("  tensors:\n");
        for (var i = 0; i < 3; i++)
        {
            var tensor = problem.Tensors[i];
            var used = problem.Dimensions.Where((_, d) => tensor.Uses(d)).Select(d => d.Name);
            text.Append(CultureInfo.InvariantCulture, $"    {FormatFields.OperandWords[i]}: {{name: {YamlText.Quote(tensor.Name)}, dimensions: {YamlText.List(used)}, bits: {tensor.Bits}}}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  partial_bits: {problem.PartialBits}\n");
        return text.ToString();
    }
}
