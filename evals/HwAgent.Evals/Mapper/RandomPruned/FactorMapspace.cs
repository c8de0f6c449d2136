using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.RandomPruned;

/// <summary>
/// The mappings that Timeloop's mapper chooses from: at every level one loop in time and one in space for each dimension, with factors whose product is the dimension's size; any order
/// at each level; a cut of the loops in space into those along each axis; for each level what passes by. Constraints leave out what they forbid.
/// </summary>
internal sealed class FactorMapspace
{
    private readonly LevelConstraint[] _constraints;

    /// <param name="problem">The product.</param>
    /// <param name="architecture">The hardware with its constraints.</param>
    public FactorMapspace(TensorProblem problem, Architecture architecture)
    {
        (Problem, Architecture) = (problem, architecture);
        _constraints = [.. architecture.Levels.Select(l => architecture.Constraints.Levels.FirstOrDefault(c => c.Level == l.Name) ?? new LevelConstraint(l.Name))];
        Factors = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(FactorsOf)];
        Bypasses = [.. AllBypasses()];
    }

    public TensorProblem Problem { get; }

    public Architecture Architecture { get; }

    /// <summary>By dimension, each way with two factors a level, outermost first: that of its loop in time, that of its loops in space.</summary>
    public List<long[]>[] Factors { get; }

    /// <summary>Each with what every level keeps.</summary>
    public IReadOnlyList<OperandSet[]> Bypasses { get; }

    /// <summary>The dimensions whose loops in time at a level have any order, by the factors drawn: not those of one iteration, nor those that the constraints place.</summary>
    public int[] Free(int level, long[][] factors) => level == _constraints.Length - 1
        ? []
        : [.. Loops(level, factors).Where(d => !_constraints[level].Permutation.Contains(Problem.Dimensions[d].Name))];

    /// <summary>The dimensions in space below a level.</summary>
    public static int[] Spatial(int level, long[][] factors) => [.. Enumerable.Range(0, factors.Length).Where(d => factors[d][(2 * level) + 1] > 1)];

    /// <summary>The ways to give the loops in space of a level to its axes, whole runs of their order to each axis in turn, as far as the constraints allow; each with an axis a loop.</summary>
    /// <param name="level">The level.</param>
    /// <param name="order">Of the dimensions.</param>
    public List<int[]> Splits(int level, int[] order)
    {
        var found = new List<int[]>();
        var axes = new int[order.Length];
        Fill(0, 0);
        return found;

        void Fill(int loop, int least)
        {
            if (loop == order.Length)
            {
                found.Add((int[])axes.Clone());
                return;
            }

            for (var axis = least; axis < Architecture.Levels[level].Fanout.Count; axis++)
            {
                if (!MayLie(level, axis, order[loop])) continue;
                axes[loop] = axis;
                Fill(loop + 1, axis);
            }
        }
    }

    /// <summary>The first axis that a dimension may lie along; the number of axes when there is none.</summary>
    public int FirstAxis(int level, int dimension) => Enumerable.Range(0, Architecture.Levels[level].Fanout.Count).TakeWhile(axis => !MayLie(level, axis, dimension)).Count();

    /// <summary>The mapping of a draw. Where the problem is smaller than the product of the factors, loops that have nothing to cut are left out.</summary>
    /// <param name="factors">By dimension.</param>
    /// <param name="orders">By level: of <see cref="Free"/>, outermost first.</param>
    /// <param name="spatial">By level: dimensions and their axes.</param>
    /// <param name="keeps">By level.</param>
    public LoopNest Nest(long[][] factors, int[][] orders, IReadOnlyList<(int Dimension, int Axis)>[] spatial, OperandSet[] keeps)
    {
        long[] chunks = [.. Problem.Dimensions.Select(d => d.Size)];
        long[] steps = [.. factors.Select(f => f.Aggregate(1L, (product, factor) => product * factor))];
        var levels = new LevelNest[orders.Length];
        for (var level = 0; level < levels.Length; level++)
        {
            // The constraints' order is from the innermost outwards, inside of all free loops.
            var wanted = _constraints[level].Permutation.Reverse().Select(name => Problem.Dimensions.TakeWhile(d => d.Name != name).Count()).Where(d => d < factors.Length);
            var rest = level == levels.Length - 1 ? Loops(level, factors).Except(wanted) : orders[level];
            var temporal = new List<TemporalLoop>();
            foreach (var d in rest.Concat(wanted))
            {
                if (Cut(d, 2 * level)) temporal.Add(new TemporalLoop(d, steps[d]));
            }

            var inSpace = new List<SpatialLoop>();
            foreach (var (d, axis) in spatial[level])
            {
                if (Cut(d, (2 * level) + 1)) inSpace.Add(new SpatialLoop(d, steps[d], axis));
            }

            levels[level] = new LevelNest(temporal, inSpace, keeps[level]);
        }

        return new LoopNest(levels);

        bool Cut(int dimension, int loop)
        {
            steps[dimension] /= factors[dimension][loop];
            if (steps[dimension] >= chunks[dimension]) return false;
            chunks[dimension] = steps[dimension];
            return true;
        }
    }

    private static IEnumerable<int> Loops(int level, long[][] factors) => Enumerable.Range(0, factors.Length).Where(d => factors[d][2 * level] > 1);

    private bool MayLie(int level, int axis, int dimension)
    {
        var given = Architecture.Levels[level].Fanout[axis];
        return (!_constraints[level].AxisDimensions.TryGetValue(given.Name, out var names) || names.Contains(Problem.Dimensions[dimension].Name))
            && !Enum.GetValues<Operand>().Any(o => given.Shared.Has(o) && Problem.Tensor(o).Uses(dimension));
    }

    private List<long[]> FactorsOf(int dimension)
    {
        var name = Problem.Dimensions[dimension].Name;
        var isFixed = new long?[2 * _constraints.Length];
        var most = new long[isFixed.Length];
        long product = 1, multiple = 1;
        for (var level = 0; level < _constraints.Length; level++)
        {
            var constraint = _constraints[level];
            if (constraint.TemporalFactors.TryGetValue(name, out var temporal)) isFixed[2 * level] = temporal;
            most[2 * level] = constraint.LargestTemporalFactors.GetValueOrDefault(name, long.MaxValue);
            var axes = Enumerable.Range(0, Architecture.Levels[level].Fanout.Count).Where(a => MayLie(level, a, dimension)).Select(a => (long)Architecture.Levels[level].Fanout[a].Size).ToList();
            if (constraint.SpatialFactors.TryGetValue(name, out var spatial)) isFixed[(2 * level) + 1] = spatial;
            else if (axes.Count == 0) isFixed[(2 * level) + 1] = 1;
            else if (axes.Where(a => a <= Problem.Dimensions[dimension].Size).DefaultIfEmpty(1).Max() is var wide) multiple = Multiple(multiple, wide);
            most[(2 * level) + 1] = constraint.LargestSpatialFactors.GetValueOrDefault(name, long.MaxValue);
            product *= (isFixed[2 * level] ?? 1) * (isFixed[(2 * level) + 1] ?? 1);
        }

        // A prime size has no factors: Timeloop's users pad it to what fills the array.
        multiple = Multiple(multiple, product);
        var size = Problem.Dimensions[dimension].Size;
        return IndexFactors.Of(isFixed.All(f => f is not null) ? product : (size + multiple - 1) / multiple * multiple, isFixed, most);
    }

    private static long Multiple(long one, long other)
    {
        var (a, b) = (one, other);
        while (b > 0) (a, b) = (b, a % b);
        return one / a * other;
    }

    private IEnumerable<OperandSet[]> AllBypasses()
    {
        IEnumerable<OperandSet[]> all = [[]];
        for (var i = 0; i < Architecture.Levels.Count; i++)
        {
            var level = Architecture.Levels[i];
            OperandSet[] choices = i == 0 ? [OperandSet.All] : [.. Enumerable.Range(0, 8).Select(c => (OperandSet)c).Where(c => (c & ~level.MayKeep) == 0 && (level.MustKeep & level.MayKeep & ~c) == 0)];
            all = all.SelectMany(_ => choices, (outer, keeps) => (OperandSet[])[.. outer, keeps]);
        }

        return all;
    }
}
