namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The pipeline of loads, computation and stores, step by step and yet without walking over the steps: those that do the same are computed once. A step of
/// a level is an iteration of all temporal loops outside of it. With two buffers the tiles of the next step come in and those of the step before go out
/// while a step runs, and it takes what takes longest: the steps of the level inside, or a port with all that goes through it meanwhile. With one buffer
/// the exchange comes between two steps. The steps of an inner level run on from one outer step to the next.
/// </summary>
internal sealed class PipelineTiming
{
    private readonly FlatNest nest;
    private readonly PortTable ports;
    private readonly TileExchanges exchanges;
    private readonly DimensionNode[] roots;
    private readonly Dictionary<PipelineKey, PipelineSpan> known = [];

    /// <summary>For one nest.</summary>
    public PipelineTiming(FlatNest nest, PortTable ports)
    {
        (this.nest, this.ports) = (nest, ports);
        var links = nest.Links;
        exchanges = new TileExchanges(nest, ports, links);
        roots = [.. Enumerable.Range(0, nest.Problem.Dimensions.Count).Select(d => new DimensionTree(nest, links, d).Root)];
    }

    /// <summary>From the first load to the first multiplication: the first tiles one level after the other, and the latencies of the memories.</summary>
    public long FillCycles() => Chain(exchanges.Begin(roots).Loads) + nest.Architecture.Levels.Sum(l => (long)l.LatencyCycles);

    /// <summary>From the first multiplication to the last one.</summary>
    public long RunCycles() => Run(0, 0, [.. roots], exchanges.None, exchanges.None, true, true).Cycles;

    /// <summary>From the last multiplication to the last store: the last tiles one level after the other.</summary>
    public long DrainCycles() => Chain(exchanges.End(roots).Stores);

    private long Chain(long[] bits)
    {
        var sum = 0L;
        for (var level = 1; level < nest.Levels; level++) sum += ports.Cycles(Part(bits, level));
        return sum;
    }

    private ReadOnlySpan<long> Part(long[] bits, int level) => bits.AsSpan(level * ports.Count, ports.Count);

    /// <summary>From a loop on to the end of its level's step.</summary>
    private PipelineSpan Run(int level, int index, DimensionNode[] nodes, TileExchange enter, TileExchange exit, bool isFirst, bool isLast)
    {
        if (level == nest.Levels) return Step(nodes, isFirst, isLast);
        UInt128 chunks = 0;
        foreach (var node in nodes) chunks = chunks << 16 | (uint)node.Id;
        var key = new PipelineKey(level, index, chunks, enter.Id, exit.Id, isFirst, isLast);
        if (known.TryGetValue(key, out var span)) return span;
        if (index == nest.Starts[level + 1])
        {
            span = Slot(level + 1, Run(level + 1, index, nodes, enter, exit, isFirst, isLast), enter, exit);
        }
        else if (nest.Loops[index].IsTemporal)
        {
            span = Loop(level, index, nodes, enter, exit, isFirst, isLast);
        }
        else
        {
            var dimension = nest.Loops[index].Dimension;
            var outer = nodes[dimension];
            nodes[dimension] = outer.Dealt;
            span = Run(level, index + 1, nodes, enter, exit, isFirst, isLast);
            nodes[dimension] = outer;
        }

        known.Add(key, span);
        return span;
    }

    /// <summary>A step of the multipliers: one cycle, or as long as their operands take.</summary>
    private PipelineSpan Step(DimensionNode[] nodes, bool isFirst, bool isLast)
    {
        var bits = new long[ports.Count];
        exchanges.AddStep(bits, nodes, isFirst, isLast);
        return new PipelineSpan(Math.Max(1, ports.Cycles(bits)), bits);
    }

    private PipelineSpan Slot(int level, PipelineSpan step, TileExchange enter, TileExchange exit)
    {
        if (level == nest.Levels) return step;
        var isDouble = nest.Architecture.Levels[level].Buffers > 1;
        var loads = Part(exit.Loads, level);
        var stores = Part((isDouble ? enter : exit).Stores, level);
        Span<long> exchanged = stackalloc long[ports.Count];
        var bits = new long[ports.Count];
        for (var port = 0; port < bits.Length; port++)
        {
            exchanged[port] = loads[port] + stores[port];
            bits[port] = step.PortBits[port] + exchanged[port];
        }

        return new PipelineSpan(isDouble ? Math.Max(step.Cycles, ports.Cycles(bits)) : step.Cycles + ports.Cycles(exchanged), bits);
    }

    private PipelineSpan Loop(int level, int index, DimensionNode[] nodes, TileExchange enter, TileExchange exit, bool isFirst, bool isLast)
    {
        var dimension = nest.Loops[index].Dimension;
        var isSummed = (nest.Problem.Summed >> dimension & 1) != 0;
        var outer = nodes[dimension];
        var groups = outer.Groups;
        var span = new PipelineSpan(0, new long[ports.Count]);
        var entered = enter;
        for (var g = 0; g < groups.Count; g++)
        {
            var group = groups[g];
            var next = g + 1 < groups.Count ? Move(group, groups[g + 1]) : exit;
            if (group.Length == 1)
            {
                span = span.Then(Iteration(group, entered, next, g == 0, g == groups.Count - 1), 1);
            }
            else
            {
                var again = Move(group, group);
                span = span.Then(Iteration(group, entered, again, g == 0, false), 1);
                if (group.Length > 2) span = span.Then(Iteration(group, again, again, false, false), group.Length - 2);
                span = span.Then(Iteration(group, again, next, false, g == groups.Count - 1), 1);
            }

            entered = next;
        }

        return span;

        TileExchange Move(IterationGroup from, IterationGroup to) => exchanges.Move(index, nodes, to.Node, from.Node, to.Before, isFirst, isLast);

        PipelineSpan Iteration(IterationGroup group, TileExchange before, TileExchange after, bool first, bool last)
        {
            nodes[dimension] = group.Node;
            var iteration = Run(level, index + 1, nodes, before, after, isFirst && (first || !isSummed), isLast && (last || !isSummed));
            nodes[dimension] = outer;
            return iteration;
        }
    }
}
