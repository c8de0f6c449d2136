using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>One operand between two levels that keep it, or between the innermost of them and the multipliers: numbers of formulas.</summary>
internal sealed class OperandFlow
{
    /// <summary>Lays the formulas out.</summary>
    public OperandFlow(TensorProblem problem, Architecture architecture, LoopSlots slots, NestSkeleton skeleton, QueryTable queries, TransferTerms terms, Operand operand, int parent, int child)
    {
        (Operand, Parent, Child) = (operand, parent, child);
        Merged = Term(CopyRule.Merged, 0);
        if (HasPorts(parent)) MergedBusiest = Term(CopyRule.Merged, parent);
        if (child == slots.Levels) return;
        SpaceBetween = slots.Spatial(parent, child);
        Each = Term(CopyRule.Each, 0);
        if (HasPorts(child)) EachBusiest = Term(CopyRule.Each, child);
        if (operand == Operand.Output) Once = Term(CopyRule.Once, 0);

        bool HasPorts(int level) => architecture.Levels[level].Ports.Count > 0;

        int Term(CopyRule copies, int firstBelow) => terms.Number(new TransferTerm(problem, architecture, slots, skeleton, queries, operand, parent, child, copies, firstBelow));
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
    public int Merged { get; }

    /// <summary>At the parent's busiest instance; -1 when no port needs it.</summary>
    public int MergedBusiest { get; } = -1;

    /// <summary>At the child, over all its instances; -1 for the multipliers.</summary>
    public int Each { get; } = -1;

    /// <summary>At the child's busiest instance; -1 when no port needs it.</summary>
    public int EachBusiest { get; } = -1;

    /// <summary>At the child for outputs, once for instances that share an element; -1 otherwise.</summary>
    public int Once { get; } = -1;

    /// <summary>Energy of its transfers at both ends.</summary>
    public double Picojoules(Architecture architecture, TransferBits bits)
    {
        var above = architecture.Levels[Parent];
        var energy = bits[Parent, Operand, Transfer.ReadToBelow] * above.ReadPicojoulesPerBit + bits[Parent, Operand, Transfer.WriteFromBelow] * above.WritePicojoulesPerBit;
        if (Child == architecture.Levels.Count) return energy;
        var below = architecture.Levels[Child];
        return energy + bits[Child, Operand, Transfer.WriteFromAbove] * below.WritePicojoulesPerBit + bits[Child, Operand, Transfer.ReadToAbove] * below.ReadPicojoulesPerBit;
    }
}
