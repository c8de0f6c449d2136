using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;
using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats;

/// <summary>Looks for dimensions in constraints that no problem has: they constrain nothing, and an axis that is left to them alone stays idle.</summary>
internal static class ConstraintNames
{
    /// <summary>Notes them, level by level.</summary>
    /// <param name="constraints">By level.</param>
    /// <param name="problems">What is mapped; empty where it is not known.</param>
    /// <param name="at">Where the constraints stand.</param>
    /// <param name="diagnostics">Where the notes go.</param>
    public static void Note(IEnumerable<LevelConstraint> constraints, IReadOnlyList<TensorProblem> problems, SpecNode at, SpecDiagnostics diagnostics)
    {
        if (problems.Count == 0) return;
        string[] known = [.. problems.SelectMany(p => p.Dimensions).Select(d => d.Name).Distinct()];
        foreach (var constraint in constraints)
        {
            string[] unknown = [.. Names(constraint).Except(known)];
            string[] idle = [.. constraint.AxisDimensions.Where(a => a.Value.Count > 0 && !a.Value.Intersect(known).Any()).Select(a => a.Key)];
            if (unknown.Length == 0) continue;
            diagnostics.Note(at, "no-effect", $"constraints on {constraint.Level} speak of {string.Join(", ", unknown)}, which {problems[0].Name} has not ({string.Join(", ", known)})"
                + (idle.Length == 0 ? "" : $": nothing is spread along {string.Join(", ", idle)}"));
        }
    }

    private static IEnumerable<string> Names(LevelConstraint c) =>
        c.TemporalFactors.Keys.Concat(c.LargestTemporalFactors.Keys).Concat(c.Permutation).Concat(c.AxisDimensions.Values.SelectMany(d => d)).Concat(c.SpatialFactors.Keys).Concat(c.LargestSpatialFactors.Keys);
}
