using HwAgent.Dataflow.Hardware;
using HwAgent.Dataflow.Mapping;

namespace HwAgent.Dataflow.Search;

/// <summary>
/// Divides the on-chip memory of one array among its buffers and maps every product, together, by branch and bound: a node is a range for each buffer;
/// its bound gives every product the upper ends all at once. Where the mappings that this leads to fit the room together, the node is solved; else the
/// buffer that is furthest above its lower end is halved. Sizes are those that mappings ask for, not steps of a grid.
/// </summary>
internal sealed class DivisionSearch
{
    /// <summary>Sets of mappings of one product that a glance bounds.</summary>
    private const long GlanceBoxes = 1_000;

    private readonly SearchContext _context;
    private readonly AcceleratorParameters _array;
    private readonly Preference _preference;
    private readonly DivisionEffort _effort;
    private readonly DesignRoom _room;
    private readonly double _toBeat;
    private readonly Dictionary<GemmMapping, long>[] _walked;
    private readonly PriorityQueue<Node, (double Value, long Turn)> _open = new();
    private long _nodes, _boxes, _walks;
    private double _solved = double.PositiveInfinity;
    private Division? _best;

    private DivisionSearch(SearchContext context, AcceleratorParameters array, Preference preference, DivisionEffort effort, DesignRoom room, double toBeat, Dictionary<GemmMapping, long>[]? walked)
    {
        _context = context;
        _array = array;
        _preference = preference;
        _effort = effort;
        _room = room;
        _toBeat = toBeat;
        _walked = walked ?? [.. context.Tasks.Select(_ => new Dictionary<GemmMapping, long>())];
    }

    /// <param name="context">The products.</param>
    /// <param name="array">Its buffers are ignored.</param>
    /// <param name="preference">What is minimised over one pass of the workload.</param>
    /// <param name="room">What all buffers together may take.</param>
    /// <param name="known">A design on the array to start from, within the room; null for none.</param>
    /// <param name="effort">Where to stop.</param>
    /// <param name="toBeat">Designs with no less than this are of no interest; the bound goes no further either.</param>
    /// <param name="walked">Cycles known of mappings on the array, by product; more are put in. Null for none.</param>
    public static DivisionOutcome Run(SearchContext context, AcceleratorParameters array, Preference preference, DesignRoom room, DesignSketch? known, DivisionEffort effort, double toBeat = double.PositiveInfinity, Dictionary<GemmMapping, long>[]? walked = null)
    {
        var search = new DivisionSearch(context, array, preference, effort, room, toBeat, walked);
        if (known is not null) search._best = new Division(known, preference.Of(known.Figures.Cycles, known.Figures.EnergyPicojoules));
        search.Open(BufferNeeds.Smallest(array), MappingCandidates.TemplateLimits, null);
        while (search.Step()) { }
        return search.Outcome();
    }

    /// <summary>What no design on an array within the room goes below, from bounds alone: every product has all the memory to itself. Infinite where nothing runs; no further than it takes to reach <paramref name="toBeat"/>.</summary>
    public static double Relax(SearchContext context, AcceleratorParameters array, Preference preference, DesignRoom room, double toBeat = double.PositiveInfinity)
    {
        var low = BufferNeeds.Smallest(array);
        if (!room.Holds(low, array)) return double.PositiveInfinity;
        var search = new DivisionSearch(context, array, preference, default, room, toBeat, null);
        var node = search.Made(low, MappingCandidates.TemplateLimits.Within(room.MemoryBits, low, array), null);
        for (var i = 0; i < node.Mappings.Length && search.Value(node) < toBeat; i++)
        {
            if (!search.Relax(node, i, null, GlanceBoxes)) return double.PositiveInfinity;
        }

        return search.Value(node);
    }

    /// <summary>A node with what is known of it before its products are mapped: what holds for all that it is a part of.</summary>
    private Node Made(in BufferNeeds low, in BufferNeeds high, Node? above)
    {
        var node = new Node(low, high, _context.Tasks.Count) { IsExact = _preference.CyclesWeight > 0 };
        if (above is not null) above.Values.CopyTo(node.Values, 0);
        else Roofline().CopyTo(node.Values, 0);
        return node;
    }

    private double[] Roofline() => [.. _context.Tasks.Select(t => ArrayBound.Of(_context, _array, t)).Select(b => _preference.Of(b.Cycles, b.Energy))];

    private double Best => Math.Min(_toBeat, _best?.Value ?? double.PositiveInfinity);

    private bool Step()
    {
        if (_nodes >= _effort.Nodes || _walks >= _effort.Walks || !_open.TryPeek(out var node, out var key) || key.Value >= Best * (1 - _effort.Mapping.Tolerance)) return false;
        _open.Dequeue();
        if (!node.IsExact && Fits(node.Joint)) Solve(node);
        else Branch(node);
        return true;
    }

    /// <summary>Halves the range of the buffer that the mappings push furthest above its lower end.</summary>
    private void Branch(Node node)
    {
        var (low, joint, units) = (node.Low.ToArray(), node.Joint.ToArray(), BufferNeeds.UnitBits(_array));
        var part = 0;
        for (var i = 1; i < units.Length; i++)
        {
            if ((joint[i] - low[i]) * units[i] > (joint[part] - low[part]) * units[part]) part = i;
        }

        if (joint[part] == low[part])
        {
            // One division is left; its energy is known.
            _solved = Math.Min(_solved, node.Value);
            return;
        }

        var middle = low[part] + (joint[part] - low[part]) / 2;
        Open(node.Low, node.High.With(part, middle), node);
        Open(node.Low.With(part, middle + 1), node.High, node);
    }

    /// <summary>Bounds a node by the best mapping of each product on its largest memories, and keeps it where it may lead to something better.</summary>
    private void Open(in BufferNeeds low, in BufferNeeds most, Node? above)
    {
        if (!Fits(low)) return;
        _nodes++;
        // Energy is exact without a walk; the least bounds of cycles lie below what any walk gives, and divisions differ by less than that.
        Fill(Made(low, most.Within(_room.MemoryBits, low, _array), above), above);
    }

    /// <summary>Maps product by product, as long as the bounds of the rest leave something to be won.</summary>
    private void Fill(Node node, Node? above)
    {
        for (var i = 0; i < node.Mappings.Length; i++)
        {
            if (!(node.IsExact ? Walk(node, i, above) : Relax(node, i, above)) || Value(node) >= Best) return;
        }

        Close(node);
    }

    /// <summary>Bounds a node by the exact costs of its mappings.</summary>
    private void Solve(Node relaxed)
    {
        var node = new Node(relaxed.Low, relaxed.High, relaxed.Mappings.Length) { IsExact = true };
        relaxed.Values.CopyTo(node.Values, 0);
        Fill(node, relaxed);
    }

    private bool Walk(Node node, int task, Node? above)
    {
        var known = above?.Mappings[task];
        var isInside = known is not null && Needs(task, known).FitsIn(node.High);
        if (above is { IsExact: true } && IsStill(node, task, above))
        {
            node.Take(task, known!, above.Cycles[task], above.Values[task]);
            return true;
        }

        if (MappingSearch.Run(SpaceOf(node, task), _preference, _effort.Mapping, isInside ? known : null) is not { } optimum) return false;
        node.Take(task, optimum.Mapping, optimum.Cycles, Math.Max(optimum.LowerBound, node.Values[task]));
        (_boxes, _walks) = (_boxes + optimum.Boxes, _walks + optimum.Walks);
        return true;
    }

    /// <summary>Whether a mapping that is the best of a node is that of a part as well: the best of many that is among fewer is their best, and its energy is the same where its memories are.</summary>
    private bool IsStill(Node part, int task, Node above)
    {
        var needs = Needs(task, above.Mappings[task]!);
        return needs.FitsIn(part.High) && (_preference.EnergyWeight == 0 || part.Low.Join(needs) == above.Low.Join(needs));
    }

    private bool Relax(Node node, int task, Node? above, long mostBoxes = long.MaxValue)
    {
        if (above is not null && (!above.IsExact || _preference.CyclesWeight == 0) && IsStill(node, task, above))
        {
            node.Take(task, above.Mappings[task]!, 0, above.Values[task]);
            return true;
        }

        if (MappingSearch.Relax(SpaceOf(node, task), _preference, mostBoxes) is not { } relaxed) return false;
        node.Take(task, relaxed.Mapping, 0, Math.Max(relaxed.LowerBound, node.Values[task]));
        _boxes += relaxed.Boxes;
        return true;
    }

    private void Close(Node node)
    {
        node.Joint = node.Low;
        for (var i = 0; i < node.Mappings.Length; i++)
        {
            node.Joint = node.Joint.Join(Needs(i, node.Mappings[i]!));
        }

        node.Value = Value(node);

        if (node.IsExact && Fits(node.Joint))
        {
            var sketch = _context.Sketch(node.Joint.ApplyTo(_array), [.. node.Mappings.Select(m => m!)], node.Cycles);
            var reached = _preference.Of(sketch.Figures.Cycles, sketch.Figures.EnergyPicojoules);
            if (reached < Best) _best = new Division(sketch, reached);
            // Without energy the mappings are the best of the node, whatever the sizes; with it, smaller memories may be better.
            if (_preference.EnergyWeight == 0)
            {
                _solved = Math.Min(_solved, node.Value);
                return;
            }
        }

        if (node.Value < Best) _open.Enqueue(node, (node.Value, _nodes));
    }

    private double Value(Node node)
    {
        double value = 0;
        for (var i = 0; i < node.Values.Length; i++) value += node.Values[i] * _context.Tasks[i].Repeats;
        return value;
    }

    /// <summary>The mappings of a node: on its largest memories, at the energy of the smallest that hold each.</summary>
    private MappingSpace SpaceOf(Node node, int task) =>
        new(node.High.ApplyTo(_array), _context.Tasks[task], _context.MemoryOf(_array), _context.Technology) { Least = node.Low, Rates = _context.Rates, Walked = _walked[task] };

    private bool Fits(in BufferNeeds needs) => _room.Holds(needs, _array);

    private BufferNeeds Needs(int task, GemmMapping mapping) => BufferNeeds.Of(_array, new BlockGeometry(_array, _context.Tasks[task], mapping));

    private DivisionOutcome Outcome()
    {
        var bound = Math.Min(_solved, _open.TryPeek(out _, out var left) ? left.Value : double.PositiveInfinity);
        return new DivisionOutcome(_best?.Sketch, _best?.Value ?? double.PositiveInfinity, Math.Min(Best, bound), _nodes, _boxes, _walks);
    }

    /// <summary>A range of divisions.</summary>
    private sealed class Node(BufferNeeds low, BufferNeeds high, int tasks)
    {
        public BufferNeeds Low => low;

        public BufferNeeds High => high;

        /// <summary>Whether <see cref="Mappings"/> were walked; else their bounds alone are the least.</summary>
        public bool IsExact { get; init; }

        public GemmMapping?[] Mappings { get; } = new GemmMapping?[tasks];

        public long[] Cycles { get; } = new long[tasks];

        /// <summary>No mapping of a product in the node has less.</summary>
        public double[] Values { get; } = new double[tasks];

        /// <summary>Memories that hold all mappings.</summary>
        public BufferNeeds Joint { get; set; }

        /// <summary>No design in the node has less.</summary>
        public double Value { get; set; }

        public void Take(int task, GemmMapping mapping, long cycles, double value) => (Mappings[task], Cycles[task], Values[task]) = (mapping, cycles, value);
    }

    private sealed record Division(DesignSketch Sketch, double Value);
}
