using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The skeletons worth a search. Reuse over time comes from the innermost loops alone: an operand's tile stays as long as only loops of other dimensions
/// move. So of a level's orders only those matter that differ in which operand's absent dimensions are innermost, next, and outermost. At the outermost
/// level every loop cuts the whole dimension, hence with the same count on every path: only the innermost loop that is one matters, and three orders do.
/// Dimensions that every operand uses go outermost: moving such a loop outwards past a loop that an operand lacks never adds to the operand's traffic. An operand that
/// no level further in keeps does not matter, as the multipliers take it anew at each step.
/// </summary>
internal static class NestSkeletons
{
    /// <summary>All of them, in a fixed order.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="loops">Whether any chain of a dimension has a loop in time at a level: level, dimension.</param>
    /// <param name="everyOrder">All orders: the pipeline with fill, drain and stalls tells more of them apart.</param>
    public static List<NestSkeleton> Of(TensorProblem problem, Architecture architecture, Func<int, int, bool> loops, bool everyOrder)
    {
        var found = new List<NestSkeleton>();
        foreach (var keeps in Product(Keeps(architecture)))
        {
            if (!everyOrder)
            {
                found.AddRange(Of(problem, architecture, keeps, loops));
                continue;
            }

            var orders = architecture.Levels.Select((level, l) =>
            {
                var (free, inner) = Prescribed(problem, architecture.Constraints.Levels.FirstOrDefault(c => c.Level == level.Name), d => loops(l, d));
                return Permutations(free).Select(outer => (int[])[.. outer, .. inner]).ToArray();
            }).ToList();
            foreach (var order in Product(orders)) found.Add(new NestSkeleton(keeps, order));
        }

        return found;
    }

    /// <summary>Those that keep one thing, in a fixed order.</summary>
    public static IEnumerable<NestSkeleton> Of(TensorProblem problem, Architecture architecture, OperandSet[] keeps, Func<int, int, bool> loops) =>
        Product(architecture.Levels.Select((_, l) => Orders(problem, architecture, keeps, l, d => loops(l, d), l == 0)).ToList()).Select(orders => new NestSkeleton(keeps, orders));

    /// <summary>By level: what it may keep.</summary>
    public static List<OperandSet[]> Keeps(Architecture architecture) => [.. architecture.Levels.Select((l, i) => i == 0 ? [OperandSet.All] : KeepChoices(l))];

    /// <summary>The orders of a level's loops in time that may differ in cost.</summary>
    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware.</param>
    /// <param name="keeps">By level: what it keeps.</param>
    /// <param name="level">Whose loops.</param>
    /// <param name="loops">The dimensions with a loop.</param>
    /// <param name="isOutermost">Only the innermost loop matters.</param>
    public static int[][] Orders(TensorProblem problem, Architecture architecture, IReadOnlyList<OperandSet> keeps, int level, Func<int, bool> loops, bool isOutermost)
    {
        var constraint = architecture.Constraints.Levels.FirstOrDefault(c => c.Level == architecture.Levels[level].Name);
        // An operand that no level further in keeps is taken anew at each step whatever the order.
        var below = keeps.Skip(level + 1).Aggregate(OperandSet.None, (all, k) => all | k);
        return Orders(problem, loops, constraint, below, isOutermost);
    }

    private static OperandSet[] KeepChoices(MemoryLevel level) =>
        [.. Enumerable.Range(0, 8).Select(s => (OperandSet)s).Where(s => (s & level.MustKeep) == (level.MayKeep & level.MustKeep) && (s & ~level.MayKeep) == 0)];

    private static int[][] Orders(TensorProblem problem, Func<int, bool> loops, LevelConstraint? constraint, OperandSet below, bool isOutermost)
    {
        var (free, inner) = Prescribed(problem, constraint, loops);
        isOutermost &= constraint is not { Permutation.Count: > 0 };
        var orders = new List<int[]>();
        foreach (var arrangement in Arrangements.Take(isOutermost ? 3 : 6))
        {
            int[] operands = [.. arrangement.OrderBy(o => below.Has((Operand)o) ? 0 : 1 + o)];
            var order = new List<int>(free.Where(d => problem.Tensors.All(t => t.Uses(d))));
            var inwards = new List<int[]>();
            foreach (var operand in operands)
            {
                inwards.Add([.. free.Where(d => !problem.Tensors[operand].Uses(d) && !order.Contains(d) && !inwards.Any(g => g.Contains(d)))]);
            }

            inwards.Reverse();
            order.AddRange(inwards.SelectMany(g => g));
            order.AddRange(inner);
            if (!orders.Any(o => o.SequenceEqual(order))) orders.Add([.. order]);
        }

        return [.. orders];
    }

    /// <summary>The dimensions with a loop: those in any order outside, those whose order is prescribed inside, outermost first.</summary>
    private static (int[] Free, int[] Inner) Prescribed(TensorProblem problem, LevelConstraint? constraint, Func<int, bool> loops)
    {
        int[] free = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(loops)];
        if (constraint is null) return (free, []);
        int[] inner = [.. constraint.Permutation.Select(name => Array.FindIndex(free, d => problem.Dimensions[d].Name == name)).Where(i => i >= 0).Select(i => free[i]).Reverse()];
        return ([.. free.Except(inner)], inner);
    }

    // The operand whose absent dimensions are innermost comes first; the first three have each operand innermost once.
    private static readonly int[][] Arrangements = [[2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2], [0, 1, 2]];

    private static IEnumerable<int[]> Permutations(int[] dimensions) => dimensions.Length < 2
        ? [dimensions]
        : dimensions.SelectMany((first, i) => Permutations([.. dimensions.Where((_, j) => j != i)]).Select(rest => (int[])[first, .. rest]));

    private static IEnumerable<T[]> Product<T>(List<T[]> choices)
    {
        var counters = new int[choices.Count];
        while (true)
        {
            yield return [.. counters.Select((c, i) => choices[i][c])];
            var i = counters.Length - 1;
            while (i >= 0 && ++counters[i] == choices[i].Length) counters[i--] = 0;
            if (i < 0) yield break;
        }
    }
}
