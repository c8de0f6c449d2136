using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>The transfers of every operand through every level, over all instances of each level or through its busiest instance, which is the first: it has the largest chunk of everything.</summary>
internal sealed class NestTraffic
{
    private readonly FlatNest _nest;
    private readonly bool _busiest;
    private readonly OperandTraffic[] _traffic;

    private NestTraffic(FlatNest nest, bool busiest)
    {
        (_nest, _busiest) = (nest, busiest);
        _traffic = new OperandTraffic[3 * nest.Levels];
    }

    /// <summary>Of one operand at one level; zeros where the level does not keep it.</summary>
    public OperandTraffic this[int level, Operand operand] => _traffic[3 * level + (int)operand];

    /// <summary>Counts.</summary>
    /// <param name="nest">A valid nest.</param>
    /// <param name="busiest">One instance of each level rather than all.</param>
    public static NestTraffic Of(FlatNest nest, bool busiest)
    {
        var counted = new NestTraffic(nest, busiest);
        foreach (var link in nest.Links)
        {
            if (link.Operand == Operand.Output) counted.AddOutput(link.Parent, link.Child);
            else counted.AddSource(link.Operand, link.Parent, link.Child);
        }

        return counted;
    }

    private void AddSource(Operand operand, int parent, int child)
    {
        ref var above = ref _traffic[3 * parent + (int)operand];
        above = above with { ReadsToBelow = Count(operand, parent, child, CopyRule.Merged, parent).Total() };
        if (child == _nest.Levels) return;
        ref var below = ref _traffic[3 * child + (int)operand];
        below = below with { WritesFromAbove = Count(operand, parent, child, CopyRule.Each, child).Total() };
    }

    /// <summary>
    /// Each write of a sum into a tile is added to what is there, which is read before, but for the first write into a tile that started at zero. Tiles
    /// start at zero at an element's first visit, and in all but one of the instances that share the sum of an element at each visit: partial sums come
    /// back to that one.
    /// </summary>
    private void AddOutput(int parent, int child)
    {
        ref var above = ref _traffic[3 * parent + (int)Operand.Output];
        var writes = Count(Operand.Output, parent, child, CopyRule.Merged, parent).Total();
        var started = Started(parent, above);
        var finals = _nest.SumsApart(parent) ? 0 : Elements(parent);
        above = above with { WritesFromBelow = writes, ReadsToBelow = writes - started, FinalWritesFromBelow = finals };
        if (child == _nest.Levels) return;
        ref var below = ref _traffic[3 * child + (int)Operand.Output];
        var visits = Count(Operand.Output, parent, child, CopyRule.Each, child).Total();
        var returned = _busiest ? visits - Elements(child) : Count(Operand.Output, parent, child, CopyRule.Once, 0).Total() - started;
        below = below with { WritesFromAbove = returned, ReadsToAbove = visits, FinalReadsToAbove = _nest.SumsApart(child) ? 0 : Elements(child) };
    }

    /// <summary>Elements of tiles that started at zero.</summary>
    private long Started(int level, in OperandTraffic traffic) => level == 0 ? Elements(0) : traffic.ReadsToAbove - traffic.WritesFromAbove;

    private long Elements(int level) => Count(Operand.Output, level, level, CopyRule.Each, level).Distinct(_nest.Starts[level]);

    private TransferCount Count(Operand operand, int parent, int child, CopyRule copies, int level) => new(_nest, operand, child, parent, copies, _busiest ? level : 0);
}
