using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What goes through the ports of the first instance of every level when a loop moves on.</summary>
internal sealed class TileExchanges
{
    private readonly FlatNest _nest;
    private readonly PortTable _ports;
    private readonly IReadOnlyList<TransferLink> _links;
    private readonly bool[] _sumsApart;
    private readonly (TransferLink Link, int Index)[] _tileLinks;
    private readonly bool[] _splits;
    private readonly int[][] _own, _others;
    private readonly Dictionary<long[], TileExchange> _known = new(LongSequenceComparer.Instance);

    /// <summary>For one nest.</summary>
    public TileExchanges(FlatNest nest, PortTable ports, IReadOnlyList<TransferLink> links)
    {
        (_nest, _ports, _links) = (nest, ports, links);
        _sumsApart = [.. Enumerable.Range(0, nest.Levels + 1).Select(nest.SumsApart)];
        _splits = [.. links.Select(link => link.Operand == Operand.Output && nest.Splits(link))];
        var dimensions = Enumerable.Range(0, nest.Problem.Dimensions.Count);
        _own = [.. nest.Problem.Tensors.Select(t => dimensions.Where(t.Uses).ToArray())];
        _others = [.. nest.Problem.Tensors.Select(t => dimensions.Where(d => !t.Uses(d)).ToArray())];
        _tileLinks = [.. links.Select((link, index) => (link, index)).Where(l => l.link.Child < nest.Levels)];
        None = Known(new long[nest.Levels * ports.Count], new long[nest.Levels * ports.Count]);
    }

    /// <summary>Nothing moves.</summary>
    public TileExchange None { get; }

    /// <summary>The part of an exchange that concerns the levels inside of one.</summary>
    public TileExchange Inside(TileExchange exchange, int level)
    {
        if (exchange.Inside[level] is { } _known) return _known;
        var outer = Math.Min(exchange.Loads.Length, (level + 1) * _ports.Count);
        var (loads, stores) = ((long[])exchange.Loads.Clone(), (long[])exchange.Stores.Clone());
        Array.Clear(loads, 0, outer);
        Array.Clear(stores, 0, outer);
        return exchange.Inside[level] = Known(loads, stores);
    }

    /// <summary>The first tiles of everything come in; sums start at zero.</summary>
    public TileExchange Begin(DimensionNode[] roots)
    {
        var loads = new long[None.Loads.Length];
        foreach (var (link, i) in _tileLinks)
        {
            if (link.Operand == Operand.Output) continue;
            AddLoad(loads, link, Product(link, roots, i, ForwardPart.First) * Copies(link, roots, i), Product(link, roots, i, ForwardPart.ChildFirst));
        }

        return Known(loads, None.Stores);
    }

    /// <summary>The last tiles of the output go out.</summary>
    public TileExchange End(DimensionNode[] roots)
    {
        var stores = new long[None.Stores.Length];
        foreach (var (link, i) in _tileLinks)
        {
            if (link.Operand != Operand.Output) continue;
            var goes = Product(link, roots, i, ForwardPart.Last);
            AddStore(stores, link, goes, CopiesOf(goes, 0, link, roots, i, 0), Product(link, roots, i, ForwardPart.ChildLast), isFinal: true);
        }

        return Known(None.Loads, stores);
    }

    /// <summary>A temporal loop moves on; those inside of it start again.</summary>
    /// <param name="index">The loop.</param>
    /// <param name="nodes">By dimension, in front of the loop.</param>
    /// <param name="now">The dimension's chunks in the iteration that begins.</param>
    /// <param name="then">In the iteration that ended.</param>
    /// <param name="before">In the iteration that ended, of the instances that have the one that begins.</param>
    /// <param name="isFirst">Whether all summed dimensions' loops outside are in their first iterations.</param>
    /// <param name="isLast">In their last iterations.</param>
    public TileExchange Move(int index, DimensionNode[] nodes, DimensionNode now, DimensionNode then, DimensionNode before, bool isFirst, bool isLast)
    {
        var loads = new long[None.Loads.Length];
        var stores = new long[None.Stores.Length];
        var dimension = _nest.Loops[index].Dimension;
        var outer = nodes[dimension];
        foreach (var (link, i) in _tileLinks)
        {
            if (_nest.Loops[index].Level >= link.Child) continue;
            var isOwn = _nest.Problem.Tensor(link.Operand).Uses(dimension);
            nodes[dimension] = now;
            var stay = isOwn ? 0 : Product(link, nodes, i, ForwardPart.Whole);
            var childStays = isOwn ? 0 : Product(link, nodes, i, ForwardPart.ChildWhole);
            var comes = Product(link, nodes, i, ForwardPart.First) - stay;
            var childComes = Product(link, nodes, i, ForwardPart.ChildFirst) - childStays;
            if (link.Operand != Operand.Output)
            {
                AddLoad(loads, link, comes * Copies(link, nodes, i), childComes);
            }
            else
            {
                // A loop of the output's own dimension brings elements that were here before only if a summed dimension has moved on.
                if (!isOwn || !isFirst) AddLoad(loads, link, comes, childComes);
                nodes[dimension] = isOwn ? before : then;
                var goes = Product(link, nodes, i, ForwardPart.Last) - stay;
                var childGoes = Product(link, nodes, i, ForwardPart.ChildLast) - childStays;
                AddStore(stores, link, goes, CopiesOf(goes, stay, link, nodes, i, index + 1), childGoes, isOwn && isLast);
            }

            nodes[dimension] = outer;
        }

        return Known(loads, stores);
    }

    /// <summary>Adds what the multipliers read and write in one step.</summary>
    public void AddStep(Span<long> bits, DimensionNode[] nodes, bool isFirst, bool isLast)
    {
        for (var i = 0; i < _links.Count; i++)
        {
            var link = _links[i];
            if (link.Child < _nest.Levels) continue;
            var elements = Product(link, nodes, i, ForwardPart.First);
            var copies = Copies(link, nodes, i);
            if (link.Operand != Operand.Output)
            {
                _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * copies * _nest.Problem.Tensor(link.Operand).Bits);
                continue;
            }

            var finals = isLast && !_sumsApart[link.Parent] ? elements : 0;
            _ports.Add(bits, link.Parent, Operand.Output, Transfer.WriteFromBelow, OutputBits(elements * copies, finals));
            _ports.Add(bits, link.Parent, Operand.Output, Transfer.ReadToBelow, OutputBits(elements * (copies - (isFirst ? 1 : 0)), 0));
        }
    }

    private void AddLoad(long[] loads, TransferLink link, long elements, long childElements)
    {
        var width = link.Operand == Operand.Output ? _nest.Problem.PartialBits : _nest.Problem.Tensor(link.Operand).Bits;
        var bits = loads.AsSpan(link.Child * _ports.Count, _ports.Count);
        _ports.Add(bits, link.Parent, link.Operand, Transfer.ReadToBelow, elements * width);
        _ports.Add(bits, link.Child, link.Operand, Transfer.WriteFromAbove, childElements * width);
    }

    /// <summary>Sums that are not added on the way are added where they are written: each but the first is added to what is read there.</summary>
    private void AddStore(long[] stores, TransferLink link, long elements, long copies, long childElements, bool isFinal)
    {
        var bits = stores.AsSpan(link.Child * _ports.Count, _ports.Count);
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
    /// <param name="index">Of the link.</param>
    /// <param name="from">The first loop inside of the one that has moved.</param>
    private long CopiesOf(long goes, long stay, TransferLink link, DimensionNode[] nodes, int index, int from)
    {
        if (!_splits[index]) return goes;
        long sum = 0, before = stay;
        Span<int> loops = stackalloc int[nodes.Length];
        for (var gap = from; gap <= _nest.Starts[link.Child]; gap++)
        {
            if (gap > from) loops[_nest.Loops[gap - 1].Dimension]++;
            long elements = 1, copies = 1;
            for (var d = 0; d < nodes.Length; d++)
            {
                if (_nest.Problem.Tensor(Operand.Output).Uses(d)) elements *= nodes[d].LastElements(index, loops[d]);
                else copies *= nodes[d].AfterLast(loops[d]).Sums(index).Copies;
            }

            sum += (elements - before) * copies;
            before = elements;
        }

        return sum;
    }

    private long OutputBits(long elements, long finals) => (elements - finals) * _nest.Problem.PartialBits + finals * _nest.Problem.Tensor(Operand.Output).Bits;

    private long Product(TransferLink link, DimensionNode[] nodes, int index, ForwardPart part)
    {
        var product = 1L;
        foreach (var d in _own[(int)link.Operand])
        {
            ref readonly var sums = ref nodes[d].Sums(index);
            product *= part switch
            {
                ForwardPart.First => sums.First,
                ForwardPart.Last => sums.Last,
                ForwardPart.Whole => sums.Whole,
                ForwardPart.ChildFirst => sums.ChildFirst,
                ForwardPart.ChildLast => sums.ChildLast,
                _ => sums.ChildWhole,
            };
        }

        return product;
    }

    private long Copies(TransferLink link, DimensionNode[] nodes, int index)
    {
        var product = 1L;
        foreach (var d in _others[(int)link.Operand]) product *= nodes[d].Sums(index).Copies;
        return product;
    }

    private TileExchange Known(long[] loads, long[] stores)
    {
        long[] key = [.. loads, .. stores];
        if (!_known.TryGetValue(key, out var exchange)) _known.Add(key, exchange = new TileExchange(_known.Count, loads, stores) { Inside = new TileExchange?[_nest.Levels + 1] });
        return exchange;
    }
}
