using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>Writes a ZigZag mapping: factors rounded up where the last pass is ragged, the loops of all memories in one order.</summary>
internal static class ZigZagMappingWriting
{
    public static string Write(TensorProblem problem, Architecture architecture, LoopNest nest, List<string> warnings)
    {
        var factors = new Dictionary<(int Level, int Axis, int Dimension, long Step), long>();
        for (var d = 0; d < problem.Dimensions.Count; d++)
        {
            var extent = problem.Dimensions[d].Size;
            foreach (var (level, axis, step) in FactorChain.Loops(nest, d))
            {
                var passes = ((extent - 1) / step) + 1;
                if (extent % step != 0) warnings.Add($"{problem.Dimensions[d].Name} is not cut evenly: ZigZag gets factors that multiply to more than its {problem.Dimensions[d].Size}");
                factors.TryAdd((level, axis, d, step), passes);
                extent = Math.Min(extent, step);
            }
        }

        warnings.Add("ZigZag gives each memory as many of the inner loops as it holds, whatever the mapping says about levels");
        if (problem.Dimensions.Any(d => !d.Name.All(char.IsAsciiLetterOrDigit))) warnings.Add("ZigZag's mapping files take names of dimensions in letters and digits alone");
        // It wants a default, whatever the names of its layers.
        var text = new StringBuilder("- name: default\n  spatial_mapping:\n");
        for (var l = 0; l < nest.Levels.Count; l++)
        {
            foreach (var axis in nest.Levels[l].Spatial.GroupBy(s => s.Axis))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {ZigZagWriter.AxisName(architecture, l, axis.Key)}:\n");
                foreach (var loop in axis) text.Append(CultureInfo.InvariantCulture, $"      - {Name(loop.Dimension)}, {factors[(l, loop.Axis, loop.Dimension, loop.Step)]}\n");
            }
        }

        var temporal = new StringBuilder();
        for (var l = nest.Levels.Count - 1; l >= 0; l--)
        {
            foreach (var loop in nest.Levels[l].Temporal.Reverse())
            {
                var factor = factors[(l, -1, loop.Dimension, loop.Step)];
                if (factor > 1) temporal.Append(CultureInfo.InvariantCulture, $"    - [{Name(loop.Dimension)}, {factor}]\n");
            }
        }

        text.Append(temporal.Length == 0 ? "  temporal_ordering: []\n" : "  temporal_ordering:\n").Append(temporal);
        text.Append("  memory_operand_links:\n    O: O\n    W: I2\n    I: I1\n");
        return text.ToString();

        string Name(int dimension) => problem.Dimensions[dimension].Name.ToUpperInvariant();
    }
}
