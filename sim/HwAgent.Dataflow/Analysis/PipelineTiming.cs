using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// The pipeline of loads, computation and stores, step by step and yet without walking over the steps: those that do the same are computed once. A step of
/// a level is an iteration of all temporal loops outside of it. With two buffers the tiles of the next step come in and those of the step before go out
/// while a step runs, and it takes what takes longest: the steps of the level inside, or a port with all that goes through it meanwhile. With one buffer
/// the exchange comes between two steps. The steps of an inner level run on from one outer step to the next. What it works in is used again for the next nest.
/// </summary>
internal sealed class PipelineTiming
{
    private readonly PortTable _ports;
    private readonly TileExchanges _moves;
    // What matters of an exchange when a part begins is what goes out during its first step; when it ends, what comes in for the next, and what goes out before that.
    private readonly ExchangeTable _exchanges;
    private readonly SpanTable _spans;
    private readonly PipelineMemo _known = new(), _changes = new();
    private readonly List<LoopChange> _loopChanges = [];
    private PipelinePart[] _parts = [];
    private bool[] _seesSums = [];
    private readonly DimensionNode[] _nodes;
    private readonly long[] _none, _both;
    private readonly int _summed, _latencies;
    private readonly bool[] _isDouble;

    /// <summary>For all nests of a problem on an architecture.</summary>
    public PipelineTiming(TensorProblem problem, Architecture architecture, PortTable ports)
    {
        (_ports, _summed) = (ports, problem.Summed);
        _moves = new TileExchanges(problem, architecture.Levels.Count, ports);
        (_exchanges, _spans) = (new ExchangeTable(ports.Count), new SpanTable(ports.Count));
        _nodes = new DimensionNode[problem.Dimensions.Count];
        (_none, _both) = (new long[ports.Count], new long[ports.Count]);
        _latencies = architecture.Levels.Sum(l => l.LatencyCycles);
        _isDouble = [.. architecture.Levels.Select(l => l.Buffers > 1)];
    }

    /// <summary>From the first load to the first multiplication: the first tiles one level after the other, and the latencies of the memories.</summary>
    public long FillCycles { get; private set; }

    /// <summary>From the first multiplication to the last one.</summary>
    public long RunCycles { get; private set; }

    /// <summary>From the last multiplication to the last store: the last tiles one level after the other.</summary>
    public long DrainCycles { get; private set; }

    /// <summary>From the first load to the last store.</summary>
    public long Cycles => FillCycles + RunCycles + DrainCycles;

    /// <summary>Times a nest.</summary>
    public void Time(FlatNest nest)
    {
        _known.Clear();
        _changes.Clear();
        _loopChanges.Clear();
        _exchanges.Clear();
        _spans.Clear();
        _moves.Set(nest);
        for (var d = 0; d < _nodes.Length; d++) _nodes[d] = nest.Trees[d].Root;
        LayOut(nest);
        (FillCycles, DrainCycles) = (_latencies, 0);
        _moves.Begin(_nodes);
        for (var level = 1; level < nest.Levels; level++) FillCycles += _ports.Cycles(_moves.Loads(level));
        _moves.End(_nodes);
        for (var level = 1; level < nest.Levels; level++) DrainCycles += _ports.Cycles(_moves.Stores(level));
        RunCycles = _spans.Cycles(Run(0, 0, 0, true, true));
    }

    private void LayOut(FlatNest nest)
    {
        var most = nest.Loops.Length + nest.Levels;
        if (_parts.Length < most) (_parts, _seesSums) = (new PipelinePart[2 * most], new bool[2 * most]);
        var innermost = 0;
        foreach (var link in nest.Table.TimedLinks)
        {
            if (link.Operand == Operand.Output) innermost = link.Child;
        }

        // Behind the last loop outside of the innermost tile of the output whose way takes time nobody asks whether sums are new or final.
        var used = 0;
        for (var level = 0; level < nest.Levels; level++)
        {
            if (level > 0) Add(new PipelinePart(PipelinePartKind.Exchange, level, 0, false), level < innermost);
            for (var i = nest.Starts[level]; i < nest.Starts[level + 1]; i++)
            {
                ref readonly var loop = ref nest.Loops[i];
                Add(new PipelinePart(loop.IsTemporal ? PipelinePartKind.Loop : PipelinePartKind.Deal, i, loop.Dimension, (_summed >> loop.Dimension & 1) != 0), level < innermost);
            }
        }

        Add(new PipelinePart(PipelinePartKind.Step, 0, 0, false), nest.Levels == innermost);

        void Add(PipelinePart part, bool seesSums) => (_parts[used], _seesSums[used++]) = (part, seesSums);
    }

    /// <summary>From a part on to the end of its level's step.</summary>
    private int Run(int at, int enter, int exit, bool isFirst, bool isLast)
    {
        ref readonly var part = ref _parts[at];
        var outer = _nodes[part.Dimension];
        if (part.Kind == PipelinePartKind.Deal || part.Kind == PipelinePartKind.Loop && outer.Groups is [{ Length: 1 }])
        {
            _nodes[part.Dimension] = part.Kind == PipelinePartKind.Deal ? outer.Dealt : outer.Groups[0].Node;
            var inner = Run(at + 1, enter, exit, isFirst, isLast);
            _nodes[part.Dimension] = outer;
            return inner;
        }

        if (!_seesSums[at]) (isFirst, isLast) = (true, true);
        var key = PipelineKey.Of(at, enter, exit, isFirst, isLast, _nodes);
        if (_known.Has(key, out var span)) return span;
        span = part.Kind switch
        {
            PipelinePartKind.Loop => Loop(at, enter, exit, isFirst, isLast),
            PipelinePartKind.Exchange => Exchange(part.At, Run(at + 1, _exchanges.Inside(enter), _exchanges.Inside(exit), isFirst, isLast), enter, exit),
            _ => Step(isFirst, isLast),
        };
        _known.Add(key, span);
        return span;
    }

    /// <summary>A step of the multipliers: one cycle, or as long as their operands take.</summary>
    private int Step(bool isFirst, bool isLast)
    {
        var span = _spans.New();
        var bits = _spans.Bits(span);
        _moves.AddStep(bits, _nodes, isFirst, isLast);
        _spans.Cycles(span) = Math.Max(1, _ports.Cycles(bits));
        return span;
    }

    /// <summary>The exchange of a level around one of its steps.</summary>
    private int Exchange(int level, int step, int enter, int exit)
    {
        var isDouble = _isDouble[level];
        if (enter == 0 && exit == 0 && (!isDouble || _ports.Cycles(_spans.Bits(step)) <= _spans.Cycles(step))) return step;
        var span = _spans.New();
        var bits = _spans.Bits(span);
        Sum(_exchanges.Bits(exit), _exchanges.Bits(enter), bits);
        var cycles = _spans.Cycles(step);
        if (!isDouble) cycles += _ports.Cycles(bits);
        Sum(bits, _spans.Bits(step), bits);
        if (isDouble) cycles = Math.Max(cycles, _ports.Cycles(bits));
        _spans.Cycles(span) = cycles;
        return span;
    }

    private int Loop(int at, int enter, int exit, bool isFirst, bool isLast)
    {
        var (_, _, dimension, isSummed) = _parts[at];
        var outer = _nodes[dimension];
        var groups = outer.Groups;
        var change = Changes(at, groups, isFirst, isLast);
        var span = _spans.New();
        for (var g = 0; g < groups.Length; g++, change++)
        {
            var length = groups[g].Length;
            var (again, next) = (_loopChanges[change], g + 1 < groups.Length ? _loopChanges[change] : new LoopChange(0, 0, 0, exit));
            _nodes[dimension] = groups[g].Node;
            var (first, last) = (isFirst && (g == 0 || !isSummed), isLast && (g == groups.Length - 1 || !isSummed));
            if (length == 1)
            {
                _spans.Add(span, Run(at + 1, enter, next.NextExit, first, last), 1);
            }
            else
            {
                var (later, sooner) = (isFirst && !isSummed, isLast && !isSummed);
                // Most first and last iterations are like those between.
                var isLikeFirst = enter == again.AgainEnter && (first == later || !_seesSums[at + 1]);
                var isLikeLast = next.NextExit == again.AgainExit && (last == sooner || !_seesSums[at + 1]);
                if (!isLikeFirst) _spans.Add(span, Run(at + 1, enter, again.AgainExit, first, sooner), 1);
                var between = length - (isLikeFirst ? 0 : 1) - (isLikeLast ? 0 : 1);
                if (between > 0) _spans.Add(span, Run(at + 1, again.AgainEnter, again.AgainExit, later, sooner), between);
                if (!isLikeLast) _spans.Add(span, Run(at + 1, again.AgainEnter, next.NextExit, later, last), 1);
            }

            enter = next.NextEnter;
        }

        _nodes[dimension] = outer;
        return span;
    }

    /// <summary>What changes hands between the iterations of a loop, by groups, from a place in the list on: the same whatever does when the loop begins and ends.</summary>
    private int Changes(int at, IterationGroup[] groups, bool isFirst, bool isLast)
    {
        // Sums come, or go for good, with the output's own loops.
        if (_parts[at].IsSummed) (isFirst, isLast) = (true, true);
        var key = PipelineKey.Of(at, 0, 0, isFirst, isLast, _nodes);
        if (_changes.Has(key, out var start)) return start;
        start = _loopChanges.Count;
        for (var g = 0; g < groups.Length; g++)
        {
            var (again, next) = ((0, 0), (0, 0));
            if (groups[g].Length > 1) again = Move(at, groups[g].Node, groups[g].Node, groups[g].Before, isFirst, isLast);
            if (g + 1 < groups.Length) next = Move(at, groups[g + 1].Node, groups[g].Node, groups[g + 1].Before, isFirst, isLast);
            _loopChanges.Add(new LoopChange(again.Item1, again.Item2, next.Item1, next.Item2));
        }

        _changes.Add(key, start);
        return start;
    }

    /// <summary>What of a loop's move counts when a part begins with it, and when it ends.</summary>
    private (int Enter, int Exit) Move(int at, DimensionNode now, DimensionNode then, DimensionNode before, bool isFirst, bool isLast)
    {
        var index = _parts[at].At;
        _moves.Move(index, _nodes, now, then, before, isFirst, isLast);
        var (enter, exit) = (0, 0);
        for (var level = _isDouble.Length - 1; level > _moves.LevelOf(index); level--)
        {
            if (!_isDouble[level]) Sum(_moves.Loads(level), _moves.Stores(level), _both);
            enter = _exchanges.Number(_isDouble[level] ? _moves.Stores(level) : _none, enter);
            exit = _exchanges.Number(_isDouble[level] ? _moves.Loads(level) : _both, exit);
        }

        return (enter, exit);
    }

    private static void Sum(ReadOnlySpan<long> a, ReadOnlySpan<long> b, Span<long> sum)
    {
        for (var port = 0; port < sum.Length; port++) sum[port] = a[port] + b[port];
    }
}
