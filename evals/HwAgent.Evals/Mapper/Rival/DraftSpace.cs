using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Evals.Mapper.Rival;

/// <summary>
/// The places for the loops of a dimension: at each level two loops in time, which need not stand beside each other, then one an axis and, so that a dimension can take two axes in
/// either order, all axes but the last again.
/// </summary>
internal sealed class DraftSpace
{
    private readonly int[] _starts;
    private readonly double[][] _used;

    public DraftSpace(TensorProblem problem, Architecture architecture)
    {
        (Problem, Architecture) = (problem, architecture);
        var slots = new List<(int Level, int Axis)>();
        _starts = new int[architecture.Levels.Count + 1];
        for (var level = 0; level < architecture.Levels.Count; level++)
        {
            _starts[level] = slots.Count;
            slots.AddRange([(level, -1), (level, -1)]);
            var axes = architecture.Levels[level].Fanout.Count;
            for (var i = 0; i < 2 * axes - 1; i++) slots.Add((level, i % axes));
        }

        _starts[^1] = slots.Count;
        Slots = [.. slots];
        Constraints = [.. architecture.Levels.Select(l => architecture.Constraints.Levels.FirstOrDefault(c => c.Level == l.Name) ?? new LevelConstraint(l.Name))];
        _used = [.. architecture.Levels.Select(l => new double[l.Fanout.Count])];
    }

    public TensorProblem Problem { get; }

    public Architecture Architecture { get; }

    /// <summary>Outermost first; axis -1 for a loop in time.</summary>
    public (int Level, int Axis)[] Slots { get; }

    /// <summary>By level.</summary>
    public LevelConstraint[] Constraints { get; }

    public int Levels => _starts.Length - 1;

    public int Dimensions => Problem.Dimensions.Count;

    /// <summary>The first place of a level; that of the number of levels is the number of places.</summary>
    public int Start(int level) => _starts[level];

    /// <summary>Most instances that a dimension may take at a place, by the axis and the constraints.</summary>
    public long MostInstances(int slot, int dimension)
    {
        var (level, axis) = Slots[slot];
        var name = Problem.Dimensions[dimension].Name;
        var fanout = Architecture.Levels[level].Fanout[axis];
        if (Constraints[level].AxisDimensions.TryGetValue(fanout.Name, out var names) && !names.Contains(name)) return 1;
        return Math.Min(fanout.Size, Constraints[level].LargestSpatialFactors.GetValueOrDefault(name, long.MaxValue));
    }

    /// <summary>Bits that the tiles of a level take at least: as if all sums were final.</summary>
    /// <param name="level">The level.</param>
    /// <param name="keeps">What it keeps.</param>
    /// <param name="extents">By dimension, of the tiles.</param>
    public double LeastBits(int level, OperandSet keeps, ReadOnlySpan<long> extents)
    {
        var sum = 0.0;
        for (var o = 0; o < 3; o++)
        {
            if (!keeps.Has((Operand)o)) continue;
            double bits = Problem.Tensors[o].Bits;
            for (var d = 0; d < extents.Length; d++)
            {
                if (Problem.Tensors[o].Uses(d)) bits *= extents[d];
            }

            sum += bits;
        }

        return level == 0 ? sum : sum * Architecture.Levels[level].Buffers;
    }

    /// <summary>Whether tiles of these extents may fit a level.</summary>
    public bool MayFit(int level, OperandSet keeps, ReadOnlySpan<long> extents) => Architecture.Levels[level].SizeBits is not { } size || LeastBits(level, keeps, extents) <= size;

    /// <summary>Whether a draft has instances enough and may have room enough: what costs nothing to see before the validation.</summary>
    public bool MayFit(NestDraft draft)
    {
        Span<long> extents = stackalloc long[Dimensions];
        for (var d = 0; d < Dimensions; d++) extents[d] = Problem.Dimensions[d].Size;
        for (var slot = 0; slot < Slots.Length; slot++)
        {
            var (level, axis) = Slots[slot];
            if (slot == _starts[level])
            {
                if (!MayFit(level, draft.Keeps[level], extents)) return false;
                Array.Fill(_used[level], 1);
            }

            for (var d = 0; d < extents.Length; d++)
            {
                var step = draft.Steps[d][slot];
                if (step >= extents[d]) continue;
                if (axis >= 0) _used[level][axis] *= (extents[d] + step - 1) / step;
                extents[d] = step;
            }

            if (axis >= 0 && _used[level][axis] > Architecture.Levels[level].Fanout[axis].Size) return false;
        }

        return true;
    }

    /// <summary>The loops of a draft; where a level's order is prescribed, loops that are not in it go outside of it.</summary>
    public LoopNest Nest(NestDraft draft)
    {
        long[] extents = [.. Problem.Dimensions.Select(d => d.Size)];
        var levels = new LevelNest[Levels];
        for (var level = 0; level < levels.Length; level++)
        {
            var temporal = new List<TemporalLoop>();
            var seen = 0;
            foreach (var loop in draft.Orders[level])
            {
                var d = loop % Dimensions;
                var step = draft.Steps[d][_starts[level] + (seen >> d & 1)];
                seen |= 1 << d;
                if (step >= extents[d]) continue;
                temporal.Add(new TemporalLoop(d, step));
                extents[d] = step;
            }

            if (Constraints[level].Permutation is { Count: > 0 } inwards)
                temporal = [.. temporal.OrderByDescending(l => inwards.ToList().IndexOf(Problem.Dimensions[l.Dimension].Name) is var rank && rank < 0 ? int.MaxValue : rank)];
            var spatial = new List<SpatialLoop>();
            for (var slot = _starts[level] + 2; slot < _starts[level + 1]; slot++)
            {
                for (var d = 0; d < extents.Length; d++)
                {
                    var step = draft.Steps[d][slot];
                    if (step >= extents[d]) continue;
                    spatial.Add(new SpatialLoop(d, step, Slots[slot].Axis));
                    extents[d] = step;
                }
            }

            levels[level] = new LevelNest(temporal, spatial, draft.Keeps[level]);
        }

        return new LoopNest(levels);
    }

    /// <summary>The draft of a mapping; null when it has more loops than there are places.</summary>
    public NestDraft? Draft(LoopNest nest)
    {
        var steps = new long[Dimensions][];
        for (var d = 0; d < Dimensions; d++)
        {
            steps[d] = new long[Slots.Length];
            var step = Problem.Dimensions[d].Size;
            for (var level = 0; level < Levels; level++)
            {
                var slot = _starts[level];
                foreach (var (axis, inner) in nest.Levels[level].Temporal.Where(l => l.Dimension == d).Select(l => (-1, l.Step)).Concat(nest.Levels[level].Spatial.Where(l => l.Dimension == d).Select(l => (l.Axis, l.Step))))
                {
                    while (slot < _starts[level + 1] && Slots[slot].Axis != axis) steps[d][slot++] = step;
                    if (slot == _starts[level + 1]) return null;
                    steps[d][slot++] = step = inner;
                }

                while (slot < _starts[level + 1]) steps[d][slot++] = step;
            }
        }

        var orders = nest.Levels.Select(level =>
        {
            var order = new List<int>();
            foreach (var loop in level.Temporal) order.Add(order.Contains(loop.Dimension) ? loop.Dimension + Dimensions : loop.Dimension);
            return order.Concat(Enumerable.Range(0, 2 * Dimensions).Except(order)).ToArray();
        });
        return new NestDraft(steps, [.. orders], [.. nest.Levels.Select(l => l.Keeps)]);
    }
}
