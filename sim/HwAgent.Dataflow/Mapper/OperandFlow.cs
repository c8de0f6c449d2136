using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One operand between two levels that keep it, or between the innermost of them and the multipliers.</summary>
internal sealed class OperandFlow
{
    /// <summary>Lays the formulas out.</summary>
    public OperandFlow(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, Operand operand, int parent, int child)
    {
        (Operand, Parent, Child) = (operand, parent, child);
        Merged = Term(CopyRule.Merged, 0);
        if (HasPorts(parent)) MergedBusiest = parent == 0 ? Merged : Term(CopyRule.Merged, parent);
        if (child == slots.Levels) return;
        SpaceBetween = slots.Spatial(parent, child);
        Each = Term(CopyRule.Each, 0);
        if (HasPorts(child)) EachBusiest = Term(CopyRule.Each, child);
        if (operand == Operand.Output) Once = Term(CopyRule.Once, 0);

        bool HasPorts(int level) => architecture.Levels[level].Ports.Count > 0;

        TransferTerm Term(CopyRule copies, int firstBelow) => new(problem, architecture, slots, skeleton, queries, operand, parent, child, copies, firstBelow);
    }

    /// <summary>Whose elements.</summary>
    public Operand Operand { get; }

    /// <summary>The outer keeper.</summary>
    public int Parent { get; }

    /// <summary>The inner keeper; the number of levels for the multipliers.</summary>
    public int Child { get; }

    /// <summary>The places of loops in space between the two.</summary>
    public ulong SpaceBetween { get; }

    /// <summary>At the parent, over all its instances.</summary>
    public TransferTerm Merged { get; }

    /// <summary>At the parent's busiest instance; null when no port needs it.</summary>
    public TransferTerm? MergedBusiest { get; }

    /// <summary>At the child, over all its instances; null for the multipliers.</summary>
    public TransferTerm? Each { get; }

    /// <summary>At the child's busiest instance; null when no port needs it.</summary>
    public TransferTerm? EachBusiest { get; }

    /// <summary>At the child for outputs, once for instances that share an element; null otherwise.</summary>
    public TransferTerm? Once { get; }
}
