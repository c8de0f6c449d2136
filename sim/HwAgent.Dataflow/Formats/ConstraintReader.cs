using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Formats.Native;
using HwAgent.Dataflow.Formats.Timeloop;
using HwAgent.Dataflow.Formats.ZigZag;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Reads constraints on mappings from a file beside the architecture: our own, Timeloop's, or a ZigZag mapping.</summary>
public static class ConstraintReader
{
    /// <summary>The architecture with the constraints that a text has for each of some products, or the errors in it, each with file, line and column.</summary>
    /// <param name="text">YAML: a table with <c>constraints</c> as architectures have them, or as Timeloop does, or a list of ZigZag's entries by layer.</param>
    /// <param name="fileName">The file's name, for diagnostics.</param>
    /// <param name="architecture">What is mapped to; its own constraints hold, too.</param>
    /// <param name="problems">The products.</param>
    public static FormatResult<IReadOnlyList<Architecture>> Read(string text, string fileName, Architecture architecture, IReadOnlyList<TensorProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(problems);
        var read = FormatDocument.Read(text, fileName, "the constraints", (root, diagnostics) => ReadRoot(root, architecture, problems, diagnostics));
        // An entry for several layers is read for each kind of them.
        return read with { Diagnostics = [.. read.Diagnostics.Distinct()] };
    }

    private static IReadOnlyList<Architecture>? ReadRoot(SpecNode root, Architecture architecture, IReadOnlyList<TensorProblem> problems, SpecDiagnostics diagnostics)
    {
        switch (root)
        {
            case SpecMap map when TimeloopConstraintList.Keys.Any(k => FormatDocument.Peek(map, k) is SpecMap):
                var (levels, loops) = TimeloopConstraintReading.Read(map, architecture, new TimeloopNames(problems), diagnostics);
                ConstraintNames.Note(loops, problems, root, diagnostics);
                var kept = With(architecture with { Levels = levels }, loops, root, diagnostics);
                return [.. problems.Select(_ => kept)];
            case SpecMap map:
                var fields = new SpecFields(map, "", diagnostics);
                fields.Require("constraints", "a list of constraints with level");
                var constraints = ConstraintReading.ReadAll(fields.Tables("constraints") ?? [], architecture.Levels);
                fields.Close();
                ConstraintNames.Note(constraints.Levels, problems, root, diagnostics);
                var constrained = With(architecture, constraints.Levels, root, diagnostics);
                return [.. problems.Select(_ => constrained)];
            case SpecList entries:
                // Products with the same entry and dimensions share one architecture, so that equal ones are mapped once.
                var read = new Dictionary<(SpecMap Entry, string Dimensions), Architecture>();
                return [.. problems.Select(p => ZigZagMappingReading.Entry(entries, p, diagnostics) is not { } entry ? architecture : Of(entry, p, read))];
            default:
                diagnostics.Add(root, "wrong-type", $"{root.Description} is no list of constraints", "give constraints: with level, axes, spatial and so on, or a ZigZag mapping");
                return null;
        }

        Architecture Of(SpecFields entry, TensorProblem problem, Dictionary<(SpecMap, string), Architecture> read)
        {
            var key = (entry.Map, string.Join(' ', problem.Dimensions.Select(d => d.Name)));
            if (read.TryGetValue(key, out var known)) return known;
            return read[key] = With(architecture, new ZigZagConstraintReading(entry, architecture, problem).Read(), entry.Map, diagnostics);
        }
    }

    /// <summary>An architecture with more constraints; its own hold, too.</summary>
    private static Architecture With(Architecture architecture, IReadOnlyList<LevelConstraint> more, SpecNode at, SpecDiagnostics diagnostics)
    {
        var levels = architecture.Constraints.Levels.ToDictionary(c => c.Level, StringComparer.Ordinal);
        foreach (var added in more) levels[added.Level] = levels.TryGetValue(added.Level, out var own) ? Both(own, added) : added;
        return architecture with { Constraints = new MappingConstraints([.. levels.Values]) };

        LevelConstraint Both(LevelConstraint own, LevelConstraint added)
        {
            return new LevelConstraint(own.Level)
            {
                TemporalFactors = Each(own.TemporalFactors, added.TemporalFactors, Equal),
                LargestTemporalFactors = Each(own.LargestTemporalFactors, added.LargestTemporalFactors, (_, a, b) => Math.Min(a, b)),
                Permutation = own.Permutation.Count == 0 || added.Permutation.SequenceEqual(own.Permutation) ? added.Permutation : added.Permutation.Count == 0 ? own.Permutation : Conflict("the order of loops", own.Permutation),
                AxisDimensions = Each(own.AxisDimensions, added.AxisDimensions, IReadOnlyList<string> (_, a, b) => [.. a.Intersect(b)]),
                SpatialFactors = Each(own.SpatialFactors, added.SpatialFactors, Equal),
                LargestSpatialFactors = Each(own.LargestSpatialFactors, added.LargestSpatialFactors, (_, a, b) => Math.Min(a, b)),
            };

            long Equal(string dimension, long a, long b) => a == b ? a : Conflict(dimension, a);

            T Conflict<T>(string what, T otherwise)
            {
                diagnostics.Add(at, "conflict", $"{own.Level}: {architecture.Name} itself constrains {what} otherwise", "remove one of the two constraints");
                return otherwise;
            }
        }
    }

    private static Dictionary<string, T> Each<T>(IReadOnlyDictionary<string, T> own, IReadOnlyDictionary<string, T> added, Func<string, T, T, T> both)
    {
        var each = new Dictionary<string, T>(own, StringComparer.Ordinal);
        foreach (var (key, value) in added) each[key] = each.TryGetValue(key, out var first) ? both(key, first, value) : value;
        return each;
    }
}
