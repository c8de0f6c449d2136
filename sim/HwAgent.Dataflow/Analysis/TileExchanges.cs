using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What goes through the ports of the first instance of every level when a loop moves on: bits by level and port.</summary>
internal sealed class TileExchanges
{
    private readonly PortTable _ports;
    private readonly int _levels, _partialBits;
    private readonly ProblemTensor[] _tensors;
    private readonly int[][] _own, _others;
    private readonly long[] _loads, _stores;
    private readonly bool[] _sumsApart;
    private LinkTable _table;
    private FlatNest _nest;

    /// <summary>For all nests of a problem.</summary>
    public TileExchanges(TensorProblem problem, int levels, PortTable ports)
    {
        (_ports, _levels, _partialBits) = (ports, levels, problem.PartialBits);
        _tensors = [.. problem.Tensors];
        var dimensions = Enumerable.Range(0, problem.Dimensions.Count);
        _own = [.. _tensors.Select(t => dimensions.Where(t.Uses).ToArray())];
        _others = [.. _tensors.Select(t => dimensions.Where(d => !t.Uses(d)).ToArray())];
        (_loads, _stores) = (new long[levels * ports.Count], new long[levels * ports.Count]);
        _sumsApart = new bool[levels + 1];
        (_table, _nest) = (null!, null!);
    }

    /// <summary>Turns to a nest.</summary>
    public void Set(FlatNest nest, LinkTable table)
    {
        (_nest, _table) = (nest, table);
        for (var level = 0; level <= _levels; level++) _sumsApart[level] = nest.SumsApart(level);
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
        for (var i = 0; i < _table.Links.Length; i++)
        {
            var link = _table.Links[i];
            if (link.Operand == Operand.Output || link.Child == _levels || !_table.IsTimed(i)) continue;
            var sums = Product(i, roots);
            AddLoad(link, sums.First * Copies(i, roots), sums.ChildFirst);
        }
    }

    /// <summary>The last tiles of the output go out.</summary>
    public void End(DimensionNode[] roots)
    {
        Clear(1);
        for (var i = 0; i < _table.Links.Length; i++)
        {
            var link = _table.Links[i];
            if (link.Operand != Operand.Output || link.Child == _levels || !_table.IsTimed(i)) continue;
            var sums = Product(i, roots);
            AddStore(link, sums.Last, CopiesOf(sums.Last, 0, i, roots, 0), sums.ChildLast, isFinal: true);
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
        for (var i = 0; i < _table.Links.Length; i++)
        {
            var link = _table.Links[i];
            if (link.Child <= loop.Level || link.Child == _levels || !_table.IsTimed(i)) continue;
            var isOwn = _tensors[(int)link.Operand].Uses(loop.Dimension);
            nodes[loop.Dimension] = now;
            var sums = Product(i, nodes);
            var (stay, childStays) = isOwn ? (0, 0) : (sums.Whole, sums.ChildWhole);
            var (comes, childComes) = (sums.First - stay, sums.ChildFirst - childStays);
            if (link.Operand != Operand.Output)
            {
                AddLoad(link, comes * Copies(i, nodes), childComes);
            }
            else
            {
                // A loop of the output's own dimension brings elements that were here before only if a summed dimension has moved on.
                if (!isOwn || !isFirst) AddLoad(link, comes, childComes);
                nodes[loop.Dimension] = isOwn ? before : then;
                if (isOwn && before != now) sums = Product(i, nodes);
                var goes = sums.Last - stay;
                AddStore(link, goes, CopiesOf(goes, stay, i, nodes, index + 1), sums.ChildLast - childStays, isOwn && isLast);
            }
        }

        nodes[loop.Dimension] = outer;
    }

    /// <summary>Adds what the multipliers read and write in one step.</summary>
    public void AddStep(Span<long> bits, DimensionNode[] nodes, bool isFirst, bool isLast)
    {
        for (var i = 0; i < _table.Links.Length; i++)
        {
            var link = _table.Links[i];
            if (link.Child < _levels || !_table.IsTimed(i)) continue;
            var elements = Product(i, nodes).First;
            var copies = Copies(i, nodes);
            if (link.Operand != Operand.Output)
            {
                _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * copies * _tensors[(int)link.Operand].Bits);
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

    private void AddLoad(TransferLink link, long elements, long childElements)
    {
        var width = link.Operand == Operand.Output ? _partialBits : _tensors[(int)link.Operand].Bits;
        var bits = _loads.AsSpan(link.Child * _ports.Count, _ports.Count);
        _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * width);
        _ports.Add(bits, link.Child, link.Operand, Transfer.WriteFromAbove, childElements * width);
    }

    /// <summary>Sums that are not added on the way are added where they are written: each but the first is added to what is read there.</summary>
    private void AddStore(TransferLink link, long elements, long copies, long childElements, bool isFinal)
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
    /// <param name="index">Of the link, of the output.</param>
    /// <param name="nodes">The chunks in front of the loop <paramref name="from"/>.</param>
    /// <param name="from">The first loop inside of the one that has moved.</param>
    private long CopiesOf(long goes, long stay, int index, DimensionNode[] nodes, int from)
    {
        var link = _table.Links[index];
        if (!_nest.Splits(link)) return goes;
        long sum = 0, before = stay;
        Span<int> loops = stackalloc int[nodes.Length];
        for (var gap = from; gap <= _nest.Starts[link.Child]; gap++)
        {
            if (gap > from) loops[_nest.Loops[gap - 1].Dimension]++;
            long elements = 1, copies = 1;
            for (var d = 0; d < nodes.Length; d++)
            {
                if (_tensors[(int)Operand.Output].Uses(d)) elements *= nodes[d].LastElements(index, loops[d]);
                else copies *= nodes[d].AfterLast(loops[d]).Sums(index).Copies;
            }

            sum += (elements - before) * copies;
            before = elements;
        }

        return sum;
    }

    private long OutputBits(long elements, long finals) => (elements - finals) * _partialBits + finals * _tensors[(int)Operand.Output].Bits;

    private ForwardSums Product(int link, DimensionNode[] nodes)
    {
        var product = ForwardSums.One;
        foreach (var d in _own[(int)_table.Links[link].Operand]) product.Multiply(nodes[d].Sums(link));
        return product;
    }

    private long Copies(int link, DimensionNode[] nodes)
    {
        var product = 1L;
        foreach (var d in _others[(int)_table.Links[link].Operand]) product *= nodes[d].Sums(link).Copies;
        return product;
    }
}
