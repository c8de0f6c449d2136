using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Tests.Mapper;

/// <summary>Every mapping of a small problem, by brute force: every step of every loop, every order of the loops that there are, everything that a level may keep or pass by.</summary>
internal sealed class EveryNest(TensorProblem problem, Architecture architecture)
{
    // Where a level has two axes, a dimension may take them in either order.
    private readonly List<(int Level, int Axis)> _slots =
        [.. architecture.Levels.SelectMany((level, l) => level.Fanout.Select((_, a) => (l, a)).Prepend((l, -1)).Concat(level.Fanout.Count == 2 ? [(l, 0)] : []))];

    /// <summary>Those that fit the hardware and its constraints.</summary>
    public IEnumerable<LoopNest> Valid()
    {
        var chains = problem.Dimensions.Select(d => Chains(d.Size).ToList()).ToList();
        foreach (var steps in Product(chains))
        {
            foreach (var orders in Product([.. architecture.Levels.Select((_, l) => Orders(steps, l).ToList())]))
            {
                foreach (var keeps in Product([.. architecture.Levels.Select((level, l) => Keeps(level, l).ToList())]))
                {
                    var nest = new LoopNest([.. architecture.Levels.Select((_, l) => new LevelNest(orders[l], Spatial(steps, l), keeps[l]))]);
                    if (NestValidation.Validate(problem, architecture, nest).Count == 0) yield return nest;
                }
            }
        }
    }

    private IEnumerable<long[]> Chains(long size)
    {
        var steps = new long[_slots.Count];
        return From(0, size);

        IEnumerable<long[]> From(int slot, long incoming)
        {
            if (slot == steps.Length)
            {
                if (incoming == 1) yield return [.. steps];
                yield break;
            }

            var (level, axis) = _slots[slot];
            for (var step = 1L; step <= incoming; step++)
            {
                if (axis >= 0 && (incoming + step - 1) / step > architecture.Levels[level].Fanout[axis].Size) continue;
                steps[slot] = step;
                foreach (var chain in From(slot + 1, step)) yield return chain;
            }
        }
    }

    private bool IsLoop(long[][] steps, int dimension, int slot) => steps[dimension][slot] < (slot == 0 ? problem.Dimensions[dimension].Size : steps[dimension][slot - 1]);

    private IEnumerable<TemporalLoop[]> Orders(long[][] steps, int level)
    {
        var slot = _slots.IndexOf((level, -1));
        TemporalLoop[] loops = [.. Enumerable.Range(0, steps.Length).Where(d => IsLoop(steps, d, slot)).Select(d => new TemporalLoop(d, steps[d][slot]))];
        return Permutations(loops);
    }

    private SpatialLoop[] Spatial(long[][] steps, int level) =>
        [.. Enumerable.Range(0, _slots.Count).Where(s => _slots[s].Level == level && _slots[s].Axis >= 0)
            .SelectMany(s => Enumerable.Range(0, steps.Length).Where(d => IsLoop(steps, d, s)).Select(d => new SpatialLoop(d, steps[d][s], _slots[s].Axis)))];

    private static IEnumerable<OperandSet> Keeps(MemoryLevel level, int index) => index == 0
        ? [OperandSet.All]
        : Enumerable.Range(0, 8).Select(s => (OperandSet)s).Where(s => (s & level.MustKeep) == level.MustKeep && (s & ~level.MayKeep) == 0);

    private static IEnumerable<TemporalLoop[]> Permutations(TemporalLoop[] loops)
    {
        if (loops.Length < 2) return [loops];
        return loops.SelectMany((first, i) => Permutations([.. loops.Where((_, j) => j != i)]).Select(rest => (TemporalLoop[])[first, .. rest]));
    }

    private static IEnumerable<T[]> Product<T>(List<List<T>> choices) =>
        choices.Aggregate((IEnumerable<T[]>)[[]], (products, choice) => products.SelectMany(p => choice.Select(c => (T[])[.. p, c])));
}
