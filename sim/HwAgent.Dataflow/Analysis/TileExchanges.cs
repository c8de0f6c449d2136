using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What goes through the ports of the first instance of every level when a loop moves on: bits by level and port.</summary>
internal sealed class TileExchanges
{
    private readonly PortTable _ports;
    private readonly int _levels, _partialBits, _outputBits;
    private readonly long[] _loads, _stores;
    private readonly bool[] _sumsApart;
    private bool[] _splits = [];
    private LinkTable _table;
    private FlatNest _nest;

    /// <summary>For all nests of a problem.</summary>
    public TileExchanges(TensorProblem problem, int levels, PortTable ports)
    {
        (_ports, _levels, _partialBits, _outputBits) = (ports, levels, problem.PartialBits, problem.Tensor(Operand.Output).Bits);
        (_loads, _stores) = (new long[levels * ports.Count], new long[levels * ports.Count]);
        _sumsApart = new bool[levels + 1];
        (_table, _nest) = (null!, null!);
    }

    /// <summary>Turns to a nest.</summary>
    public void Set(FlatNest nest)
    {
        (_nest, _table) = (nest, nest.Table);
        for (var level = 0; level <= _levels; level++) _sumsApart[level] = nest.SumsApart(level);
        if (_splits.Length < nest.Links.Length) _splits = new bool[nest.Links.Length];
        foreach (var link in _table.TimedLinks) _splits[link.Index] = link.Operand == Operand.Output && nest.Splits(link.Parent, link.Child);
    }

    /// <summary>The level of a loop.</summary>
    public int LevelOf(int index) => _nest.Loops[index].Level;

    /// <summary>What comes in for the step that begins, after one of the methods that count it.</summary>
    public ReadOnlySpan<long> Loads(int level) => _loads.AsSpan(level * _ports.Count, _ports.Count);

    /// <summary>What goes out after the step that ended.</summary>
    public ReadOnlySpan<long> Stores(int level) => _stores.AsSpan(level * _ports.Count, _ports.Count);

    /// <summary>The first tiles of everything come in; sums start at zero.</summary>
    public void Begin(DimensionNode[] roots)
    {
        Clear(1);
        foreach (var link in _table.TimedLinks)
        {
            if (link.Operand == Operand.Output || link.Child == _levels) continue;
            var (comes, childComes) = link.First(roots);
            AddLoad(link, comes * link.Copies(roots), childComes);
        }
    }

    /// <summary>The last tiles of the output go out.</summary>
    public void End(DimensionNode[] roots)
    {
        Clear(1);
        foreach (var link in _table.TimedLinks)
        {
            if (link.Operand != Operand.Output || link.Child == _levels) continue;
            var (goes, childGoes) = link.Last(roots);
            AddStore(link, goes, CopiesOf(goes, 0, link, roots, 0), childGoes, isFinal: true);
        }
    }

    /// <summary>A temporal loop moves on; those inside of it start again.</summary>
    /// <param name="index">The loop.</param>
    /// <param name="nodes">By dimension, in front of the loop.</param>
    /// <param name="now">The dimension's chunks in the iteration that begins.</param>
    /// <param name="then">In the iteration that ended.</param>
    /// <param name="before">In the iteration that ended, of the instances that have the one that begins.</param>
    /// <param name="isFirst">Whether all summed dimensions' loops outside are in their first iterations.</param>
    /// <param name="isLast">In their last iterations.</param>
    public void Move(int index, DimensionNode[] nodes, DimensionNode now, DimensionNode then, DimensionNode before, bool isFirst, bool isLast)
    {
        ref readonly var loop = ref _nest.Loops[index];
        Clear(loop.Level + 1);
        var outer = nodes[loop.Dimension];
        foreach (var link in _table.TimedLinks)
        {
            if (link.Child <= loop.Level || link.Child == _levels) continue;
            var isOwn = link.Uses(loop.Dimension);
            nodes[loop.Dimension] = now;
            var (stay, childStays) = isOwn ? (0, 0) : link.Whole(nodes);
            var (comes, childComes) = link.First(nodes);
            (comes, childComes) = (comes - stay, childComes - childStays);
            if (link.Operand != Operand.Output)
            {
                AddLoad(link, comes * link.Copies(nodes), childComes);
            }
            else
            {
                // A loop of the output's own dimension brings elements that were here before only if a summed dimension has moved on.
                if (!isOwn || !isFirst) AddLoad(link, comes, childComes);
                nodes[loop.Dimension] = isOwn ? before : then;
                var (goes, childGoes) = link.Last(nodes);
                AddStore(link, goes - stay, CopiesOf(goes - stay, stay, link, nodes, index + 1), childGoes - childStays, isOwn && isLast);
            }
        }

        nodes[loop.Dimension] = outer;
    }

    /// <summary>Adds what the multipliers read and write in one step.</summary>
    public void AddStep(Span<long> bits, DimensionNode[] nodes, bool isFirst, bool isLast)
    {
        foreach (var link in _table.TimedLinks)
        {
            if (link.Child < _levels) continue;
            var elements = link.First(nodes).All;
            var copies = link.Copies(nodes);
            if (link.Operand != Operand.Output)
            {
                _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * copies * link.Bits);
                continue;
            }

            var finals = isLast && !_sumsApart[link.Parent] ? elements : 0;
            _ports.Add(bits, link.Parent, Operand.Output, Transfer.WriteFromBelow, OutputBits(elements * copies, finals));
            _ports.Add(bits, link.Parent, Operand.Output, Transfer.ReadToBelow, OutputBits(elements * (copies - (isFirst ? 1 : 0)), 0));
        }
    }

    /// <summary>Nothing goes for the tiles of a level and those inside.</summary>
    private void Clear(int level)
    {
        _loads.AsSpan(Math.Min(_loads.Length, level * _ports.Count)).Clear();
        _stores.AsSpan(Math.Min(_loads.Length, level * _ports.Count)).Clear();
    }

    private void AddLoad(TimedLink link, long elements, long childElements)
    {
        var bits = _loads.AsSpan(link.Child * _ports.Count, _ports.Count);
        _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * link.Bits);
        _ports.Add(bits, link.Child, link.Operand, Transfer.WriteFromAbove, childElements * link.Bits);
    }

    /// <summary>Sums that are not added on the way are added where they are written: each but the first is added to what is read there.</summary>
    private void AddStore(TimedLink link, long elements, long copies, long childElements, bool isFinal)
    {
        var bits = _stores.AsSpan(link.Child * _ports.Count, _ports.Count);
        _ports.Add(bits, link.Parent, Operand.Output, Transfer.WriteFromBelow, OutputBits(copies, isFinal && !_sumsApart[link.Parent] ? elements : 0));
        _ports.Add(bits, link.Parent, Operand.Output, Transfer.ReadToBelow, OutputBits(copies - elements, 0));
        _ports.Add(bits, link.Child, Operand.Output, Transfer.ReadToAbove, OutputBits(childElements, isFinal && !_sumsApart[link.Child] ? childElements : 0));
    }

    /// <summary>
    /// The elements that go, each as often as instances hand up a sum of their own. Those are the instances that took part in the visit that ends, which began
    /// behind the innermost loop that cuts the element's chunk: the summed loops outside of that one are in their last iterations, those inside began anew.
    /// </summary>
    /// <param name="goes">Elements that go.</param>
    /// <param name="stay">Elements that no loop from <paramref name="from"/> on cuts, when those do not go.</param>
    /// <param name="link">Of the output.</param>
    /// <param name="nodes">The chunks in front of the loop <paramref name="from"/>.</param>
    /// <param name="from">The first loop inside of the one that has moved.</param>
    private long CopiesOf(long goes, long stay, TimedLink link, DimensionNode[] nodes, int from)
    {
        if (!_splits[link.Index]) return goes;
        long sum = 0, before = stay;
        Span<int> loops = stackalloc int[nodes.Length];
        for (var gap = from; gap <= _nest.Starts[link.Child]; gap++)
        {
            if (gap > from) loops[_nest.Loops[gap - 1].Dimension]++;
            long elements = 1, copies = 1;
            for (var d = 0; d < nodes.Length; d++)
            {
                if (link.Uses(d)) elements *= nodes[d].LastElements(link.Index, loops[d]);
                else copies *= nodes[d].AfterLast(loops[d]).Sums(link.Index).Copies;
            }

            sum += (elements - before) * copies;
            before = elements;
        }

        return sum;
    }

    private long OutputBits(long elements, long finals) => (elements - finals) * _partialBits + finals * _outputBits;
}
