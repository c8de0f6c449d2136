using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>Writes a Timeloop problem.</summary>
internal static class TimeloopProblemWriting
{
    public static string Write(TensorProblem problem)
    {
        var text = new StringBuilder("problem:\n  version: 0.4\n  shape:\n");
        text.Append(CultureInfo.InvariantCulture, $"    name: {YamlText.Quote(problem.Name)}\n");
        text.Append(CultureInfo.InvariantCulture, $"    dimensions: [{string.Join(", ", problem.Dimensions.Select(d => d.Name))}]\n");
        text.Append("    data_spaces:\n");
        foreach (var operand in Enum.GetValues<Operand>())
        {
            var tensor = problem.Tensor(operand);
            text.Append(CultureInfo.InvariantCulture, $"    - name: {tensor.Name}\n");
            text.Append(CultureInfo.InvariantCulture, $"      projection: [{string.Join(", ", problem.Dimensions.Where((_, d) => tensor.Uses(d)).Select(d => $"[[{d.Name}]]"))}]\n");
            if (operand == Operand.Output) text.Append("      read_write: True\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"  instance: {{{string.Join(", ", problem.Dimensions.Select(d => $"{d.Name}: {d.Size}"))}}}\n");
        return text.ToString();
    }
}
