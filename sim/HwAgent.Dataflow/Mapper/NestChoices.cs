using HwAgent.Dataflow.LoopNests;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>What a local search chooses from: what each level keeps, the order of its loops, and any steps that obey the rules, multiples of each other or not.</summary>
internal sealed class NestChoices
{
    private readonly OperandSet[][] _keeps;
    private readonly int[][][][] _orders;

    /// <summary>Lays the choices out.</summary>
    public NestChoices(MapperRequest request)
    {
        Request = request;
        var (problem, architecture) = (request.Problem, request.Architecture);
        Slots = new LoopSlots(architecture);
        Rules = [.. Enumerable.Range(0, problem.Dimensions.Count).Select(d => new ChainRules(problem, architecture, Slots, d))];
        Dimensions = [.. Enumerable.Range(0, Rules.Length).Where(d => Rules[d].Size > 1)];
        _keeps = [.. NestSkeletons.Keeps(architecture)];
        _orders = [.. _keeps.Select((_, level) => Enumerable.Range(0, 8).Select(below =>
            NestSkeletons.Orders(problem, architecture, [.. _keeps.Select((_, l) => l > level ? (OperandSet)below : OperandSet.None)], level, d => Rules[d].Size > 1, isOutermost: level == 0 && request.Account == LatencyAccount.Steady)).ToArray())];
    }

    /// <summary>The request.</summary>
    public MapperRequest Request { get; }

    /// <summary>The places of loops.</summary>
    public LoopSlots Slots { get; }

    /// <summary>By dimension.</summary>
    public ChainRules[] Rules { get; }

    /// <summary>The dimensions larger than 1.</summary>
    public int[] Dimensions { get; }

    /// <summary>Every level keeps as much as it may.</summary>
    public SkeletonChoice Fullest => new([.. _keeps.Select(k => k.Length - 1)], new int[_keeps.Length]);

    /// <summary>No level keeps what it need not.</summary>
    public SkeletonChoice Barest => new(new int[_keeps.Length], new int[_keeps.Length]);

    /// <summary>The choices of what a level keeps.</summary>
    public int KeepCount(int level) => _keeps[level].Length;

    /// <summary>How many orders matter at a level.</summary>
    public int OrderCount(SkeletonChoice choice, int level) => Orders(choice, level).Length;

    /// <summary>The skeleton of choices.</summary>
    public NestSkeleton Skeleton(SkeletonChoice choice) => new([.. _keeps.Select((k, l) => k[choice.Keeps[l]])], [.. _orders.Select((_, l) => Orders(choice, l) is var o ? o[choice.Orders[l] % o.Length] : [])]);

    /// <summary>A mapping as choices: its skeleton, an order that does not matter aside, and its steps.</summary>
    public (SkeletonChoice Choice, StepChain[] Chains) Of(LoopNest nest)
    {
        var choice = new SkeletonChoice([.. _keeps.Select((k, l) => l == 0 ? 0 : Array.IndexOf(k, nest.Levels[l].Keeps))], new int[_keeps.Length]);
        StepChain[] chains = [.. Rules.Select((r, d) => new StepChain(r.Size, Steps(nest, d, r.Size)))];
        for (var level = 0; level < _keeps.Length; level++)
        {
            int[] order = [.. nest.Levels[level].Temporal.Select(t => t.Dimension)];
            choice.Orders[level] = Math.Max(0, Array.FindIndex(Orders(choice, level), o => o.Where(order.Contains).SequenceEqual(order)));
        }

        return (choice, chains);
    }

    private long[] Steps(LoopNest nest, int dimension, long size)
    {
        var steps = new long[Slots.All.Length];
        var extent = size;
        var slot = 0;
        for (var level = 0; level < nest.Levels.Count; level++)
        {
            foreach (var loop in nest.Levels[level].Temporal.Where(t => t.Dimension == dimension)) Fill(new LoopSlot(level, -1), loop.Step);
            foreach (var loop in nest.Levels[level].Spatial.Where(s => s.Dimension == dimension)) Fill(new LoopSlot(level, loop.Axis), loop.Step);
        }

        while (slot < steps.Length) steps[slot++] = extent;
        return steps;

        void Fill(LoopSlot place, long step)
        {
            while (Slots.All[slot] != place) steps[slot++] = extent;
            steps[slot++] = extent = Math.Min(extent, step);
        }
    }

    private int[][] Orders(SkeletonChoice choice, int level)
    {
        var below = OperandSet.None;
        for (var l = level + 1; l < _keeps.Length; l++) below |= _keeps[l][choice.Keeps[l]];
        return _orders[level][(int)below];
    }
}
