namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The pipeline of loads, computation and stores, step by step and yet without walking over the steps: those that do the same are computed once. A step of
/// a level is an iteration of all temporal loops outside of it. With two buffers the tiles of the next step come in and those of the step before go out
/// while a step runs, and it takes what takes longest: the steps of the level inside, or a port with all that goes through it meanwhile. With one buffer
/// the exchange comes between two steps. The steps of an inner level run on from one outer step to the next.
/// </summary>
internal sealed class PipelineTiming
{
    private readonly FlatNest _nest;
    private readonly PortTable _ports;
    private readonly TileExchanges _exchanges;
    private readonly DimensionNode[] _roots;
    private readonly Dictionary<PipelineKey, PipelineSpan> _known = [];
    private readonly Dictionary<PipelineKey, LoopExchanges> _changes = [];

    /// <summary>For one nest.</summary>
    public PipelineTiming(FlatNest nest, PortTable ports)
    {
        (_nest, _ports) = (nest, ports);
        var links = nest.Links;
        _exchanges = new TileExchanges(nest, ports, links);
        _roots = [.. Enumerable.Range(0, nest.Problem.Dimensions.Count).Select(d => new DimensionTree(nest, links, d).Root)];
    }

    /// <summary>From the first load to the first multiplication: the first tiles one level after the other, and the latencies of the memories.</summary>
    public long FillCycles() => Chain(_exchanges.Begin(_roots).Loads) + _nest.Architecture.Levels.Sum(l => (long)l.LatencyCycles);

    /// <summary>From the first multiplication to the last one.</summary>
    public long RunCycles() => Run(0, 0, [.. _roots], _exchanges.None, _exchanges.None, true, true).Cycles;

    /// <summary>From the last multiplication to the last store: the last tiles one level after the other.</summary>
    public long DrainCycles() => Chain(_exchanges.End(_roots).Stores);

    private long Chain(long[] bits)
    {
        var sum = 0L;
        for (var level = 1; level < _nest.Levels; level++) sum += _ports.Cycles(Part(bits, level));
        return sum;
    }

    private ReadOnlySpan<long> Part(long[] bits, int level) => bits.AsSpan(level * _ports.Count, _ports.Count);

    /// <summary>From a loop on to the end of its level's step.</summary>
    private PipelineSpan Run(int level, int index, DimensionNode[] nodes, TileExchange enter, TileExchange exit, bool isFirst, bool isLast)
    {
        if (level == _nest.Levels) return Step(nodes, isFirst, isLast);
        UInt128 chunks = 0;
        foreach (var node in nodes) chunks = chunks << 16 | (uint)node.Id;
        var key = new PipelineKey(level, index, chunks, enter.Id, exit.Id, isFirst, isLast);
        if (_known.TryGetValue(key, out var span)) return span;
        if (index == _nest.Starts[level + 1])
        {
            var (innerEnter, innerExit) = (_exchanges.Inside(enter, level + 1), _exchanges.Inside(exit, level + 1));
            span = Slot(level + 1, Run(level + 1, index, nodes, innerEnter, innerExit, isFirst, isLast), enter, exit);
        }
        else if (_nest.Loops[index].IsTemporal)
        {
            span = Loop(key, nodes, enter, exit);
        }
        else
        {
            var dimension = _nest.Loops[index].Dimension;
            var outer = nodes[dimension];
            nodes[dimension] = outer.Dealt;
            span = Run(level, index + 1, nodes, enter, exit, isFirst, isLast);
            nodes[dimension] = outer;
        }

        _known.Add(key, span);
        return span;
    }

    /// <summary>A step of the multipliers: one cycle, or as long as their operands take.</summary>
    private PipelineSpan Step(DimensionNode[] nodes, bool isFirst, bool isLast)
    {
        var bits = new long[_ports.Count];
        _exchanges.AddStep(bits, nodes, isFirst, isLast);
        return new PipelineSpan(Math.Max(1, _ports.Cycles(bits)), bits);
    }

    private PipelineSpan Slot(int level, PipelineSpan step, TileExchange enter, TileExchange exit)
    {
        if (level == _nest.Levels) return step;
        var isDouble = _nest.Architecture.Levels[level].Buffers > 1;
        var loads = Part(exit.Loads, level);
        var stores = Part((isDouble ? enter : exit).Stores, level);
        Span<long> exchanged = stackalloc long[_ports.Count];
        var bits = new long[_ports.Count];
        for (var port = 0; port < bits.Length; port++)
        {
            exchanged[port] = loads[port] + stores[port];
            bits[port] = step.PortBits[port] + exchanged[port];
        }

        return new PipelineSpan(isDouble ? Math.Max(step.Cycles, _ports.Cycles(bits)) : step.Cycles + _ports.Cycles(exchanged), bits);
    }

    private PipelineSpan Loop(in PipelineKey key, DimensionNode[] nodes, TileExchange enter, TileExchange exit)
    {
        var (level, index, isFirst, isLast) = (key.Level, key.Index, key.IsFirst, key.IsLast);
        var dimension = _nest.Loops[index].Dimension;
        var isSummed = (_nest.Problem.Summed >> dimension & 1) != 0;
        var outer = nodes[dimension];
        var groups = outer.Groups;
        var changes = Changes(key, nodes, groups);
        var span = new PipelineSpan(0, new long[_ports.Count]);
        var entered = enter;
        for (var g = 0; g < groups.Count; g++)
        {
            var length = groups[g].Length;
            nodes[dimension] = groups[g].Node;
            var next = g + 1 < groups.Count ? changes.Next[g] : exit;
            if (changes.Again[g] is not { } again)
            {
                span.Add(Iteration(entered, next, g == 0, g == groups.Count - 1), 1);
            }
            else
            {
                span.Add(Iteration(entered, again, g == 0, false), 1);
                if (length > 2) span.Add(Iteration(again, again, false, false), length - 2);
                span.Add(Iteration(again, next, false, g == groups.Count - 1), 1);
            }

            entered = next;
        }

        nodes[dimension] = outer;
        return span;

        PipelineSpan Iteration(TileExchange before, TileExchange after, bool first, bool last) =>
            Run(level, index + 1, nodes, before, after, isFirst && (first || !isSummed), isLast && (last || !isSummed));
    }

    /// <summary>The same whatever changes hands when the loop begins and ends.</summary>
    private LoopExchanges Changes(in PipelineKey key, DimensionNode[] nodes, IReadOnlyList<IterationGroup> groups)
    {
        var any = key with { Enter = 0, Exit = 0 };
        if (_changes.TryGetValue(any, out var made)) return made;
        var again = new TileExchange?[groups.Count];
        var next = new TileExchange[groups.Count - 1];
        for (var g = 0; g < groups.Count; g++)
        {
            if (groups[g].Length > 1) again[g] = _exchanges.Move(key.Index, nodes, groups[g].Node, groups[g].Node, groups[g].Before, key.IsFirst, key.IsLast);
            if (g + 1 < groups.Count) next[g] = _exchanges.Move(key.Index, nodes, groups[g + 1].Node, groups[g].Node, groups[g + 1].Before, key.IsFirst, key.IsLast);
        }

        _changes.Add(any, made = new LoopExchanges(again, next));
        return made;
    }
}
