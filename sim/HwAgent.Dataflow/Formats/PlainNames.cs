using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Formats;

/// <summary>Names for tools that take letters, digits, '.', '-' and '_' alone (memories no '.', dimensions neither), a letter or '_' first; and take what looks like a number for one.</summary>
internal static class PlainNames
{
    private static readonly string[] NotNames = ["true", "false", "null", "yes", "no", "on", "off"];

    /// <summary>The same problem and architecture under such names, each its own whatever the case; a warning for each that is changed.</summary>
    public static (TensorProblem Problem, Architecture Architecture) Of(TensorProblem problem, Architecture architecture, List<string> warnings)
    {
        var levels = Renamed(architecture.Levels.Select(l => l.Name).Append(architecture.Compute.Name), warnings, "-_");
        var axes = Renamed(architecture.Levels.SelectMany(l => l.Fanout).Select(a => a.Name), warnings);
        var dimensions = Renamed(problem.Dimensions.Select(d => d.Name).Concat(architecture.Constraints.Levels.SelectMany(Dimensions)), warnings, "_");
        var tensors = Renamed(problem.Tensors.Select(t => t.Name), warnings);
        return (
            problem with
            {
                Dimensions = [.. problem.Dimensions.Select(d => d with { Name = dimensions[d.Name] })],
                Tensors = [.. problem.Tensors.Select(t => t with { Name = tensors[t.Name] })],
            },
            architecture with
            {
                Levels = [.. architecture.Levels.Select(l => l with { Name = levels[l.Name], Fanout = [.. l.Fanout.Select(a => a with { Name = axes[a.Name] })] })],
                Compute = architecture.Compute with { Name = levels[architecture.Compute.Name] },
                Constraints = new MappingConstraints([.. architecture.Constraints.Levels.Where(c => levels.ContainsKey(c.Level)).Select(Constraint)]),
            });

        LevelConstraint Constraint(LevelConstraint c) => new(levels[c.Level])
        {
            TemporalFactors = Counts(c.TemporalFactors),
            LargestTemporalFactors = Counts(c.LargestTemporalFactors),
            Permutation = [.. c.Permutation.Select(d => dimensions[d])],
            AxisDimensions = c.AxisDimensions.Where(a => axes.ContainsKey(a.Key)).ToDictionary(a => axes[a.Key], IReadOnlyList<string> (a) => [.. a.Value.Select(d => dimensions[d])]),
            SpatialFactors = Counts(c.SpatialFactors),
            LargestSpatialFactors = Counts(c.LargestSpatialFactors),
        };

        Dictionary<string, long> Counts(IReadOnlyDictionary<string, long> counts) => counts.ToDictionary(c => dimensions[c.Key], c => c.Value);
    }

    private static IEnumerable<string> Dimensions(LevelConstraint c) =>
        [.. c.TemporalFactors.Keys, .. c.LargestTemporalFactors.Keys, .. c.Permutation, .. c.AxisDimensions.Values.SelectMany(d => d), .. c.SpatialFactors.Keys, .. c.LargestSpatialFactors.Keys];

    private static Dictionary<string, string> Renamed(IEnumerable<string> names, List<string> warnings, string signs = ".-_")
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal)];
        var taken = new HashSet<string>(all, StringComparer.OrdinalIgnoreCase);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in all)
        {
            var plain = Plain(name, signs);
            if (plain != name)
            {
                for (var i = 2; !taken.Add(plain); i++) plain = $"{Plain(name, signs)}_{i}";
                warnings.Add($"'{name}' is called {plain}");
            }

            renamed.Add(name, plain);
        }

        return renamed;
    }

    private static string Plain(string name, string signs)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || signs.Contains(c, StringComparison.Ordinal) ? c : '_'));
        var isName = plain.Length > 0 && (char.IsAsciiLetter(plain[0]) || plain[0] == '_') && !NotNames.Contains(plain, StringComparer.OrdinalIgnoreCase);
        return isName ? plain : "_" + plain;
    }
}
