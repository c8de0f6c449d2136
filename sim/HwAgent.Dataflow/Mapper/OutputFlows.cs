using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>
/// The sums on their way: as <see cref="Analysis.NestModel"/> counts them, where one chain a dimension is given, and no more than that where sets are.
/// What falls with an answer (elements that start at zero, final ones at their smaller width) is taken as large as the set allows.
/// </summary>
internal sealed class OutputFlows
{
    private readonly int _summed;
    private readonly double _elements;
    private readonly int[] _used;
    private readonly int[] _busiestElements;
    private readonly ulong[] _spaceOutside;
    private readonly double[] _started;

    /// <summary>Registers the questions asked.</summary>
    public OutputFlows(TensorProblem problem, Architecture architecture, LoopSlots slots, QueryTable queries)
    {
        _summed = problem.Summed;
        _elements = problem.Elements(Operand.Output);
        _used = [.. Enumerable.Range(0, problem.Dimensions.Count).Where(d => problem.Dimensions[d].Size > 1 && problem.Tensor(Operand.Output).Uses(d))];
        _busiestElements = [.. Enumerable.Range(0, slots.Levels).Select(l => architecture.Levels[l].Ports.Count == 0 ? -1 : Elements(l))];
        _spaceOutside = [.. Enumerable.Range(0, slots.Levels).Select(l => slots.Spatial(0, l))];
        _started = new double[slots.Levels];

        int Elements(int level)
        {
            // The same number asked for as a cost, for what compares chains.
            queries.Number(new ChainQuery(ChainQueryKind.Elements, slots.Outside(level), slots.Temporal(0, level), 0, false), _used);
            return queries.Number(new ChainQuery(ChainQueryKind.Elements, slots.Outside(level), slots.Temporal(0, level), 0, true), _used);
        }
    }

    /// <summary>Over all instances; flows come from the outermost in.</summary>
    public void Add(TransferBits bits, OperandFlow flow, TransferTerms terms, ChainLoops[] loops, bool isExact)
    {
        var (parent, child) = (flow.Parent, flow.Child);
        if (parent == 0) _started[0] = _elements;
        var writes = terms[flow.Merged];
        var finals = SumsApart(parent, loops) ? 0 : _elements;
        bits[parent, Operand.Output, Transfer.WriteFromBelow] = bits.OutputBits(writes, finals);
        bits.HasPartialSums[parent] = writes > finals;
        // Every visit of a tile writes each of its elements at least once: what came back from above is read again.
        var reads = Math.Max(writes - _started[parent], isExact ? 0 : bits[parent, Operand.Output, Transfer.WriteFromAbove] / Width(bits));
        bits[parent, Operand.Output, Transfer.ReadToBelow] = reads * Width(bits);
        if (flow.Each < 0) return;
        var visits = terms[flow.Each];
        var once = terms[flow.Once];
        var returned = Math.Max(0, once - _started[parent]);
        var isShared = Any(loops, flow.SpaceBetween);
        _started[child] = !isShared ? _started[parent] : isExact ? visits - returned : double.PositiveInfinity;
        bits[child, Operand.Output, Transfer.WriteFromAbove] = returned * Width(bits);
        bits[child, Operand.Output, Transfer.ReadToAbove] = bits.OutputBits(visits, SumsApart(child, loops) ? 0 : _elements);
    }

    /// <summary>Through the busiest instances of parent and child.</summary>
    public void AddBusiest(TransferBits bits, OperandFlow flow, TransferTerms terms, double[][] answers, ChainLoops[] loops)
    {
        var (parent, child) = (flow.Parent, flow.Child);
        if (flow.MergedBusiest >= 0)
        {
            var writes = terms[flow.MergedBusiest];
            var elements = BusiestElements(parent, answers);
            bits[parent, Operand.Output, Transfer.WriteFromBelow] = bits.OutputBits(writes, SumsApart(parent, loops) ? 0 : elements);
            bits[parent, Operand.Output, Transfer.ReadToBelow] = Math.Max(0, writes - elements) * Width(bits);
        }

        if (flow.EachBusiest < 0) return;
        var visits = terms[flow.EachBusiest];
        var own = BusiestElements(child, answers);
        bits[child, Operand.Output, Transfer.WriteFromAbove] = Math.Max(0, visits - own) * Width(bits);
        bits[child, Operand.Output, Transfer.ReadToAbove] = bits.OutputBits(visits, SumsApart(child, loops) ? 0 : own);
    }

    private static double Width(TransferBits bits) => bits.OutputBits(1, 0);

    /// <summary>Whether instances of a level surely have parts of the sum of one element.</summary>
    private bool SumsApart(int level, ChainLoops[] loops)
    {
        for (var d = 0; d < loops.Length; d++)
        {
            if ((_summed >> d & 1) != 0 && (loops[d].Always & _spaceOutside[level]) != 0) return true;
        }

        return false;
    }

    private bool Any(ChainLoops[] loops, ulong mask)
    {
        for (var d = 0; d < loops.Length; d++)
        {
            if ((_summed >> d & 1) != 0 && (loops[d].Ever & mask) != 0) return true;
        }

        return false;
    }

    private double BusiestElements(int level, double[][] answers)
    {
        var product = 1.0;
        foreach (var d in _used) product *= -answers[d][_busiestElements[level]];
        return product;
    }
}
