using System.Globalization;
using System.Text;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Writes our own mapping files.</summary>
internal static class MappingWriting
{
    /// <param name="mapping">The mapping.</param>
    /// <param name="architectureFile">The file to name; null to write the architecture into the mapping.</param>
    public static string Write(MappingFile mapping, string? architectureFile)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"mapping: {YamlText.Quote(mapping.Name)}\n");
        if (architectureFile is null) text.Append("architecture:\n").Append(ArchitectureWriting.Write(mapping.Architecture, "  "));
        else text.Append(CultureInfo.InvariantCulture, $"architecture: {YamlText.Quote(architectureFile)}\n");
        text.Append(ProblemWriting.Write(mapping.Problem));
        text.Append("levels:\n");
        for (var i = 0; i < mapping.Nest.Levels.Count; i++) AddLevel(text, mapping.Architecture.Levels[i], mapping.Nest.Levels[i], mapping.Problem);
        return text.ToString();
    }

    private static void AddLevel(StringBuilder text, MemoryLevel level, LevelNest nest, TensorProblem problem)
    {
        text.Append(CultureInfo.InvariantCulture, $"  - level: {YamlText.Quote(level.Name)}\n");
        text.Append(CultureInfo.InvariantCulture, $"    keep: {ArchitectureWriting.Operands(nest.Keeps)}\n");
        if (nest.Temporal.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"    temporal: [{string.Join(", ", nest.Temporal.Select(l => Loop(l.Dimension, l.Step)))}]\n");
        if (nest.Spatial.Count == 0) return;
        // A table keeps the order of loops only if no axis comes twice.
        var runs = nest.Spatial.Where((l, i) => i == 0 || nest.Spatial[i - 1].Axis != l.Axis).Select(l => l.Axis).ToList();
        if (runs.Distinct().Count() == runs.Count)
        {
            var axes = runs.Select(a => $"{YamlText.Quote(level.Fanout[a].Name)}: [{string.Join(", ", nest.Spatial.Where(l => l.Axis == a).Select(l => Loop(l.Dimension, l.Step)))}]");
            text.Append(CultureInfo.InvariantCulture, $"    spatial: {{{string.Join(", ", axes)}}}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"    spatial: [{string.Join(", ", nest.Spatial.Select(l => Loop(l.Dimension, l.Step, level.Fanout[l.Axis].Name)))}]\n");
        }

        string Loop(int dimension, long step, string? axis = null) => LoopText.Write(problem.Dimensions[dimension].Name, step, axis);
    }
}
