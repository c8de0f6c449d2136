using System.Globalization;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>
/// Reads a ZigZag mapping: spatial loops by axis and the order of the temporal loops, innermost first. ZigZag itself gives each memory as many of the inner
/// loops as it holds, operand by operand; here every operand of a memory gets the same loops, as many as fit together.
/// </summary>
internal static class ZigZagMappingReading
{
    private static readonly (string Operand, string Link)[] Links = [("O", "O"), ("W", "I2"), ("I", "I1")];

    public static MappingFile? Read(SpecList entries, Architecture architecture, TensorProblem problem, SpecDiagnostics diagnostics)
    {
        if (Entry(entries, problem, diagnostics) is not { } chosen) return null;
        chosen.Text("name");
        CheckLinks(chosen);
        chosen.Node("core_allocation", "a list");
        chosen.Require("temporal_ordering", "the loops, innermost first: this reader does not search");
        var nest = ReadNest(chosen, architecture, problem);
        chosen.Close();
        return nest is null || diagnostics.HasErrors ? null : new MappingFile(problem.Name, problem, architecture, nest);
    }

    /// <summary>The nest of an entry that orders all loops; null after reporting what is wrong with it.</summary>
    public static LoopNest? ReadNest(SpecFields chosen, Architecture architecture, TensorProblem problem)
    {
        var spatial = ReadSpatial(chosen, architecture, problem);
        var temporal = (chosen.Items("temporal_ordering", "a list of [DIMENSION, FACTOR]") ?? [])
            .Select(i => ReadLoop(i, i is SpecList { Items: [SpecScalar d, SpecScalar f] } ? [d.Value, f.Value] : [], chosen, "temporal_ordering", problem)).OfType<(int Dimension, long Factor)>().ToList();
        if (chosen.Diagnostics.HasErrors) return null;
        FillRest(temporal, spatial, problem);
        return Build(architecture, problem, spatial, temporal, chosen.At("temporal_ordering"), chosen.Diagnostics);
    }

    /// <summary>The entry for a layer: that of its name, else of its type, else <c>default</c>; null after reporting that there is none.</summary>
    public static SpecFields? Entry(SpecList entries, TensorProblem problem, SpecDiagnostics diagnostics)
    {
        var tables = entries.Items.Select((e, i) => e is SpecMap map ? new SpecFields(map, $"[{i}]", diagnostics) : null).ToList();
        foreach (var (item, _) in entries.Items.Zip(tables).Where(x => x.Second is null))
            diagnostics.Add(item, "wrong-type", $"{item.Description} is not a table of keys", "give name, spatial_mapping and temporal_ordering");
        var named = tables.OfType<SpecFields>().Select(t => (Table: t, Name: (FormatDocument.Peek(t.Map, "name") as SpecScalar)?.Value)).ToList();
        foreach (var name in (string?[])[problem.Name, problem.OperatorType, "default"])
        {
            if (name is not null && named.FirstOrDefault(t => t.Name == name).Table is { } table) return table;
        }

        diagnostics.Add(entries, "missing-key", $"there is no mapping for '{problem.Name}' and no default", "add one with name: default");
        return null;
    }

    public static void CheckLinks(SpecFields fields)
    {
        if (fields.Table("memory_operand_links") is not { } links) return;
        if (links.Text("S") is not null) fields.Diagnostics.Note(links.At("S"), "no-effect", "S: a product has no state");
        foreach (var (operand, link) in Links)
        {
            if (links.Text(operand) is { } given && given != link) links.Report(operand, "unsupported", $"'{given}' is not supported", $"link {operand} to {link}");
        }

        links.Close();
    }

    /// <summary>What a table says of each axis; nothing is left to ZigZag, and to a search here.</summary>
    public static IReadOnlyList<(SpecScalar Key, SpecNode Value)> Loops(SpecFields fields, string key) =>
        fields.IsEmpty(key) ? [] : fields.Entries(key, "a table of axes with their loops") ?? [];

    private static List<(int Level, int Axis, int Dimension, long Factor)> ReadSpatial(SpecFields fields, Architecture architecture, TensorProblem problem)
    {
        var loops = new List<(int Level, int Axis, int Dimension, long Factor)>();
        foreach (var (key, value) in Loops(fields, "spatial_mapping"))
        {
            var level = architecture.Levels.ToList().FindIndex(l => l.Fanout.Any(a => a.Name == key.Value));
            if (level < 0)
            {
                fields.Diagnostics.Add(key, "not-allowed", $"there is no axis {key.Description}", Spelling.Advice(key.Value, [.. architecture.Levels.SelectMany(l => l.Fanout).Select(a => a.Name)]));
                continue;
            }

            var axis = architecture.Levels[level].Fanout.ToList().FindIndex(a => a.Name == key.Value);
            IReadOnlyList<SpecNode> items = value is SpecList list ? list.Items : [value];
            foreach (var item in items)
            {
                string[] words = item is SpecScalar scalar ? scalar.Value.Split(',', StringSplitOptions.TrimEntries) : [];
                if (ReadLoop(item, words, fields, "spatial_mapping", problem) is not { } loop) continue;
                if (loop.Factor > 0) loops.Add((level, axis, loop.Dimension, loop.Factor));
                else fields.Diagnostics.Add(item, "not-allowed", $"{fields.PathOf("spatial_mapping")}: {item.Description} has no number", "say over how many instances the dimension is spread");
            }
        }

        return loops;
    }

    /// <summary>One loop; a factor of 0 stands for <c>all</c> and <c>*</c>, what the other loops leave.</summary>
    private static (int Dimension, long Factor)? ReadLoop(SpecNode at, string[] words, SpecFields fields, string key, TensorProblem problem)
    {
        var dimension = words.Length == 2 ? problem.Dimensions.ToList().FindIndex(d => d.Name.Equals(words[0], StringComparison.OrdinalIgnoreCase)) : -1;
        var isRest = words.Length == 2 && words[1] is "all" or "*";
        var factor = 0L;
        if (dimension >= 0 && (isRest || (long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out factor) && factor is >= 1 and <= FormatFields.LargestSize)))
            return (dimension, factor);
        fields.Diagnostics.Add(at, "not-allowed", $"{fields.PathOf(key)}: {at.Description} is no loop of the problem", $"give a dimension ({string.Join(", ", problem.Dimensions.Select(d => d.Name))}) and a factor");
        return null;
    }

    private static void FillRest(List<(int Dimension, long Factor)> temporal, List<(int Level, int Axis, int Dimension, long Factor)> spatial, TensorProblem problem)
    {
        for (var i = 0; i < temporal.Count; i++)
        {
            var (d, factor) = temporal[i];
            if (factor > 0) continue;
            var others = temporal.Where(t => t.Dimension == d).Concat(spatial.Select(s => (s.Dimension, s.Factor)).Where(s => s.Dimension == d))
                .Aggregate((Int128)1, (product, t) => Int128.Min(product * Math.Max(1, t.Item2), long.MaxValue / 2));
            temporal[i] = (d, (long)((problem.Dimensions[d].Size + others - 1) / others));
        }
    }

    private static LoopNest? Build(
        Architecture architecture, TensorProblem problem, List<(int Level, int Axis, int Dimension, long Factor)> spatial, List<(int Dimension, long Factor)> temporal, SpecNode at, SpecDiagnostics diagnostics)
    {
        var steps = Enumerable.Repeat((Int128)1, problem.Dimensions.Count).ToArray();
        var nests = new LevelNest[architecture.Levels.Count];
        var next = 0;
        for (var level = nests.Length - 1; level >= 0; level--)
        {
            var memory = architecture.Levels[level];
            var below = new List<SpatialLoop>();
            foreach (var loop in spatial.Where(s => s.Level == level).Reverse())
            {
                if (loop.Factor > 1) below.Insert(0, new SpatialLoop(loop.Dimension, (long)steps[loop.Dimension], loop.Axis));
                Grow(loop.Dimension, loop.Factor);
            }

            var own = new List<TemporalLoop>();
            while (next < temporal.Count && Fits(architecture, level, problem, steps, temporal[next], spatial))
            {
                var (dimension, factor) = temporal[next++];
                if (factor > 1) own.Insert(0, new TemporalLoop(dimension, (long)steps[dimension]));
                Grow(dimension, factor);
            }

            nests[level] = new LevelNest(own, below, memory.MustKeep == OperandSet.None ? memory.MayKeep : memory.MustKeep);
        }

        for (var d = 0; d < steps.Length; d++)
        {
            if (steps[d] < problem.Dimensions[d].Size)
                diagnostics.Add(at, "nest.coverage", $"the factors of {problem.Dimensions[d].Name} multiply to {steps[d]}, the problem has {problem.Dimensions[d].Size}", $"let the factors of {problem.Dimensions[d].Name} cover it, or give '*' for what the others leave");
        }

        return diagnostics.HasErrors ? null : new LoopNest(nests);

        void Grow(int dimension, long factor) => steps[dimension] = Int128.Min(steps[dimension] * factor, long.MaxValue / 2);
    }

    /// <summary>Whether a memory and all outside of it still hold their operands when one more loop runs inside of it.</summary>
    private static bool Fits(Architecture architecture, int level, TensorProblem problem, Int128[] steps, (int Dimension, long Factor) loop, List<(int Level, int Axis, int Dimension, long Factor)> spatial)
    {
        Int128[] extents = [.. steps];
        Grow(loop.Dimension, loop.Factor);
        for (; level > 0; level--)
        {
            if (!Holds(architecture.Levels[level], problem, extents)) return false;
            foreach (var (_, _, dimension, factor) in spatial.Where(s => s.Level == level - 1)) Grow(dimension, factor);
        }

        return true;

        void Grow(int dimension, long factor) => extents[dimension] = Int128.Min(extents[dimension] * factor, problem.Dimensions[dimension].Size);
    }

    private static bool Holds(MemoryLevel memory, TensorProblem problem, Int128[] extents)
    {
        if (memory.SizeBits is not { } size) return true;
        Int128 bits = 0;
        foreach (var operand in Enum.GetValues<Operand>().Where(o => memory.MustKeep.Has(o)))
        {
            var tensor = problem.Tensor(operand);
            var elements = extents.Where((_, d) => tensor.Uses(d)).Aggregate((Int128)1, (product, e) => product * e);
            bits += elements * (operand == Operand.Output ? problem.PartialBits : tensor.Bits) * memory.Buffers;
        }

        return bits <= size;
    }
}
