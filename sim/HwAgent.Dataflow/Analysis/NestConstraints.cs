using HwAgent.Core.Diagnostics;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>The architecture's constraints on its mappings. Loops with one iteration are no loops.</summary>
internal static class NestConstraints
{
    /// <summary>Adds what a mapping does not keep to.</summary>
    public static void Check(FlatNest flat, List<Diagnostic> found)
    {
        foreach (var constraint in flat.Architecture.Constraints.Levels)
        {
            var level = flat.Architecture.Levels.TakeWhile(l => l.Name != constraint.Level).Count();
            if (level == flat.Levels)
            {
                Add(found, $"a constraint names the level {constraint.Level}, which {flat.Architecture.Name} does not have", $"use one of {string.Join(", ", flat.Architecture.Levels.Select(l => l.Name))}");
                continue;
            }

            var loops = Enumerable.Range(flat.Starts[level], flat.Starts[level + 1] - flat.Starts[level]).Where(i => flat.LargestPieces(i) > 1).ToList();
            CheckFactors(flat, constraint, loops, found);
            CheckPermutation(flat, constraint, [.. loops.Where(i => flat.Loops[i].IsTemporal).Reverse()], found);
            CheckAxes(flat, constraint, level, loops, found);
        }

        CheckShared(flat, found);
    }

    private static void CheckFactors(FlatNest flat, LevelConstraint constraint, List<int> loops, List<Diagnostic> found)
    {
        foreach (var (name, factor) in constraint.TemporalFactors)
        {
            if (!Has(flat, name)) continue;
            var iterations = Product(flat, loops, name, temporal: true);
            if (iterations != factor) Add(found, $"{constraint.Level} iterates {iterations} times over {name}", $"{factor} iterations are asked for");
        }

        foreach (var (name, most) in constraint.LargestTemporalFactors)
        {
            if (!Has(flat, name)) continue;
            var iterations = Product(flat, loops, name, temporal: true);
            if (iterations > most) Add(found, $"{constraint.Level} iterates {iterations} times over {name}", $"{most} iterations are the most");
        }

        foreach (var (name, factor) in constraint.SpatialFactors)
        {
            if (!Has(flat, name)) continue;
            var instances = Product(flat, loops, name, temporal: false);
            if (instances != factor && !IsEdge(flat, loops, name, factor)) Add(found, $"{name} is spread over {instances} instances below {constraint.Level}", $"{factor} are asked for");
        }

        foreach (var (name, most) in constraint.LargestSpatialFactors)
        {
            if (!Has(flat, name)) continue;
            var instances = Product(flat, loops, name, temporal: false);
            if (instances > most) Add(found, $"{name} is spread over {instances} instances below {constraint.Level}", $"{most} are the most");
        }
    }

    /// <summary>Whether what is handed down is dealt as evenly as it goes, and there is too little for all instances.</summary>
    private static bool IsEdge(FlatNest flat, List<int> loops, string name, long factor)
    {
        var spatial = loops.Where(i => !flat.Loops[i].IsTemporal && flat.Name(flat.Loops[i]) == name).ToList();
        if (spatial.Count == 0) return IsSingle(flat, name);
        var chunk = flat.LargestChunk(flat.Loops[spatial[0]].Dimension, spatial[0]);
        return flat.Loops[spatial[^1]].Step == (chunk + factor - 1) / factor;
    }

    private static bool IsSingle(FlatNest flat, string name) => flat.Problem.Dimensions.First(d => d.Name == name).Size == 1;

    private static void CheckPermutation(FlatNest flat, LevelConstraint constraint, List<int> outwards, List<Diagnostic> found)
    {
        var wanted = constraint.Permutation.ToList();
        var ranks = outwards.Select(i => wanted.IndexOf(flat.Name(flat.Loops[i]))).Select(rank => rank < 0 ? int.MaxValue : rank).ToList();
        for (var i = 1; i < ranks.Count; i++)
        {
            if (ranks[i] >= ranks[i - 1]) continue;
            Add(found, $"the temporal loops of {constraint.Level} from the inside out are {string.Join(", ", outwards.Select(l => flat.Name(flat.Loops[l])))}", $"the order asked for is {string.Join(", ", wanted)}, then the rest");
            return;
        }
    }

    private static void CheckAxes(FlatNest flat, LevelConstraint constraint, int level, List<int> loops, List<Diagnostic> found)
    {
        foreach (var i in loops)
        {
            var loop = flat.Loops[i];
            if (loop.IsTemporal) continue;
            var axis = flat.Architecture.Levels[level].Fanout[loop.Axis].Name;
            if (!constraint.AxisDimensions.TryGetValue(axis, out var allowed) || allowed.Contains(flat.Name(loop))) continue;
            Add(found, $"{flat.Name(loop)} is spread along {axis} below {constraint.Level}", allowed.Count == 0 ? "nothing may be" : $"only {string.Join(", ", allowed)} may be");
        }
    }

    /// <summary>What indexes an operand that instances along an axis share is not spread over it.</summary>
    private static void CheckShared(FlatNest flat, List<Diagnostic> found)
    {
        for (var level = 0; level < flat.Levels; level++)
        {
            for (var i = flat.Starts[level]; i < flat.Starts[level + 1]; i++)
            {
                var loop = flat.Loops[i];
                if (loop.IsTemporal || flat.LargestPieces(i) == 1) continue;
                var axis = flat.Architecture.Levels[level].Fanout[loop.Axis];
                foreach (var operand in Enum.GetValues<Operand>().Where(o => axis.Shared.Has(o) && flat.Problem.Tensor(o).Uses(loop.Dimension)))
                    Add(found, $"{flat.Name(loop)} is spread along {axis.Name}, whose instances share one memory of {flat.Problem.Tensor(operand).Name}", $"spread dimensions that do not index {flat.Problem.Tensor(operand).Name}");
            }
        }
    }

    private static bool Has(FlatNest flat, string name) => flat.Problem.Dimensions.Any(d => d.Name == name);

    private static long Product(FlatNest flat, List<int> loops, string name, bool temporal) =>
        loops.Where(i => flat.Loops[i].IsTemporal == temporal && flat.Name(flat.Loops[i]) == name).Aggregate(1L, (product, i) => checked(product * flat.LargestPieces(i)));

    private static void Add(List<Diagnostic> found, string message, string advice) => found.Add(NestValidation.Error("nest.constraint", message, advice));
}
