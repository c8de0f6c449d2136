using System.Globalization;
using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.ZigZag;

/// <summary>
/// Reads an entry of a ZigZag mapping as constraints on a search: <c>spatial_mapping</c> says what is spread over an axis, and over how many instances of it
/// (fewer where a dimension is smaller); <c>spatial_mapping_hint</c> which dimensions may be. A dimension that an axis is given is spread over no other axis of
/// the same memory. <c>temporal_ordering</c> orders all loops in time, which fixes how often each memory's iterate and in which order.
/// </summary>
internal sealed class ZigZagConstraintReading(SpecFields entry, Architecture architecture, TensorProblem problem)
{
    private readonly SpecDiagnostics _diagnostics = entry.Diagnostics;

    public IReadOnlyList<LevelConstraint> Read()
    {
        entry.Text("name");
        ZigZagMappingReading.CheckLinks(entry);
        entry.Node("core_allocation", "a list");
        var fixedLoops = Axes("spatial_mapping", Loop);
        var hints = Axes("spatial_mapping_hint", Hint);
        var ordered = entry.Node("temporal_ordering", "a list") is null or SpecList { Items.Count: 0 } || _diagnostics.HasErrors ? null : ZigZagMappingReading.ReadNest(entry, architecture, problem);
        entry.Close();
        var flat = ordered is null || _diagnostics.HasErrors ? null : new FlatNest(problem, architecture, ordered);
        return [.. architecture.Levels.Select((l, i) => InTime(Constraint(l, fixedLoops, hints), l, i, flat)).OfType<LevelConstraint>()];
    }

    /// <summary>A constraint with the order and the iterations of a level's loops in time, where they are given.</summary>
    private LevelConstraint? InTime(LevelConstraint? constraint, MemoryLevel memory, int level, FlatNest? flat)
    {
        if (flat is null) return constraint;
        var factors = problem.Dimensions.ToDictionary(d => d.Name, _ => 1L, StringComparer.Ordinal);
        var inwards = new List<string>();
        for (var i = flat.Starts[level]; i < flat.Starts[level + 1]; i++)
        {
            if (!flat.Loops[i].IsTemporal) continue;
            var name = flat.Name(flat.Loops[i]);
            factors[name] = checked(factors[name] * flat.LargestPieces(i));
            if (inwards.Count > 0 && inwards[^1] == name) continue;
            if (inwards.Contains(name)) entry.Report("temporal_ordering", "unsupported", $"{name} comes twice among the loops of {memory.Name}, with others between: a search has one loop of a dimension there", "put its factors together, or cost the whole mapping with --evaluate");
            inwards.Add(name);
        }

        inwards.Reverse();
        return (constraint ?? new LevelConstraint(memory.Name)) with { TemporalFactors = factors, Permutation = inwards };
    }

    private LevelConstraint? Constraint(MemoryLevel level, Dictionary<string, List<(string Dimension, long Factor)>> fixedLoops, Dictionary<string, List<(string Dimension, long Factor)>> hints)
    {
        var loops = level.Fanout.Where(a => fixedLoops.ContainsKey(a.Name)).ToDictionary(a => a.Name, a => fixedLoops[a.Name]);
        var factors = loops.Values.SelectMany(l => l).GroupBy(l => l.Dimension).ToDictionary(g => g.Key, Product);
        foreach (var twice in loops.SelectMany(l => l.Value.Select(x => (l.Key, x.Dimension))).Distinct().GroupBy(x => x.Dimension).Where(g => g.Count() > 1))
            entry.Report("spatial_mapping", "unsupported", $"{twice.Key} is spread along {string.Join(" and ", twice.Select(x => x.Key))} of {level.Name}: a search keeps to their product alone", "spread it along one of them, or cost the whole mapping with --evaluate");
        var axes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var axis in level.Fanout)
        {
            if (loops.TryGetValue(axis.Name, out var own))
            {
                axes.Add(axis.Name, [.. own.Select(l => l.Dimension).Distinct()]);
                if (Product(own) is var asked && asked > axis.Size)
                    entry.Report("spatial_mapping", "out-of-range", $"{asked} instances are asked for along {axis.Name}, which has {axis.Size}", "give factors that fit");
                if (hints.ContainsKey(axis.Name)) _diagnostics.Note(entry.At("spatial_mapping_hint"), "no-effect", $"the hint for {axis.Name} has no effect beside its spatial_mapping");
            }
            else if (hints.TryGetValue(axis.Name, out var hint))
            {
                axes.Add(axis.Name, [.. hint.Select(h => h.Dimension).Distinct().Except(factors.Keys)]);
                foreach (var (taken, _) in hint.Where(h => factors.ContainsKey(h.Dimension))) _diagnostics.Note(entry.At("spatial_mapping_hint"), "coarser", $"{taken} is not spread along {axis.Name}: spatial_mapping fixes its instances");
            }
            else if (factors.Count > 0)
            {
                axes.Add(axis.Name, [.. problem.Dimensions.Select(d => d.Name).Except(factors.Keys)]);
            }
        }

        return axes.Count == 0 ? null : new LevelConstraint(level.Name) { AxisDimensions = axes, SpatialFactors = factors };
    }

    /// <summary>What a table says of each axis; loops with one instance, and over dimensions that the problem does not have, are none.</summary>
    private Dictionary<string, List<(string Dimension, long Factor)>> Axes(string key, Func<SpecNode, (string Dimension, long Factor)?> read)
    {
        SpatialAxis[] all = [.. architecture.Levels.SelectMany(l => l.Fanout)];
        var axes = new Dictionary<string, List<(string, long)>>(StringComparer.Ordinal);
        foreach (var (name, value) in ZigZagMappingReading.Loops(entry, key))
        {
            if (all.All(a => a.Name != name.Value))
            {
                _diagnostics.Add(name, "not-allowed", $"there is no axis {name.Description}", Spelling.Advice(name.Value, [.. all.Select(a => a.Name)]));
                continue;
            }

            var loops = new List<(string, long)>();
            foreach (var item in value is SpecList list ? list.Items : [value])
            {
                if (read(item) is not { } loop)
                {
                    _diagnostics.Add(item, "wrong-type", $"{entry.PathOf(key)}: {item.Description} is not understood", key == "spatial_mapping" ? "give a dimension and its instances, e.g. K, 16" : "give a dimension, e.g. K");
                    continue;
                }

                if (loop.Factor == 1) continue;
                if (problem.Dimensions.Select(d => d.Name).FirstOrDefault(n => n.Equals(loop.Dimension, StringComparison.OrdinalIgnoreCase)) is { } dimension) loops.Add((dimension, loop.Factor));
                else _diagnostics.Note(item, "no-effect", $"{problem.Name} has no dimension {loop.Dimension} ({string.Join(", ", problem.Dimensions.Select(d => d.Name))}): nothing is spread along {name.Value} for it");
            }

            axes.TryAdd(name.Value, loops);
        }

        return axes;
    }

    private static long Product(IEnumerable<(string Dimension, long Factor)> loops) => loops.Aggregate(1L, (product, l) => Math.Min(product * l.Factor, FormatFields.LargestSize));

    private static (string Dimension, long Factor)? Loop(SpecNode node) =>
        node is SpecScalar scalar && scalar.Value.Split(',', StringSplitOptions.TrimEntries) is [{ Length: > 0 } dimension, var digits] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor is >= 1 and <= 1 << 20
            ? (dimension, factor) : null;

    private static (string Dimension, long Factor)? Hint(SpecNode node) => node is SpecScalar { Value.Length: > 0 } scalar && !scalar.Value.Contains(',', StringComparison.Ordinal) ? (scalar.Value, long.MaxValue) : null;
}
