using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Native;

/// <summary>Reads the constraints of our own architecture files.</summary>
internal static class ConstraintReading
{
    public static MappingConstraints ReadAll(IReadOnlyList<SpecFields> tables, IReadOnlyList<MemoryLevel> levels)
    {
        var constraints = new List<LevelConstraint>();
        foreach (var table in tables)
        {
            table.Require("level", "the name of a memory level");
            var level = table.Word("level", [.. levels.Select(l => l.Name)]);
            var constraint = new LevelConstraint(level ?? "")
            {
                TemporalFactors = table.Counts("temporal") ?? [],
                LargestTemporalFactors = table.Counts("temporal_at_most") ?? [],
                Permutation = table.Names("permutation") ?? [],
                AxisDimensions = ReadAxes(table, levels.FirstOrDefault(l => l.Name == level)),
                SpatialFactors = table.Counts("spatial") ?? [],
                LargestSpatialFactors = table.Counts("spatial_at_most") ?? [],
            };
            table.Close();
            if (level is null) continue;
            if (constraints.Any(c => c.Level == level)) table.Report("level", "duplicate-name", $"'{level}' has constraints already", "put them together");
            constraints.Add(constraint);
        }

        return new MappingConstraints(constraints);
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadAxes(SpecFields fields, MemoryLevel? level)
    {
        var axes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, value) in fields.Entries("axes", "a table of axes with lists of dimensions") ?? [])
        {
            var path = $"{fields.PathOf("axes")}.{key.Value}";
            if (level is not null && level.Fanout.All(a => a.Name != key.Value))
                fields.Diagnostics.Add(key, "not-allowed", $"{path}: {level.Name} has no such axis", Spelling.Advice(key.Value, [.. level.Fanout.Select(a => a.Name)]));
            if (value is SpecList list) axes.TryAdd(key.Value, FormatFields.Names(list.Items, path, fields.Diagnostics));
            else fields.Diagnostics.Add(value, "wrong-type", $"{path}: {value.Description} is not a list of dimensions", "give a list such as [M, K]");
        }

        return axes;
    }
}
