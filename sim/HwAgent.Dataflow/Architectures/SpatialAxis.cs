using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Architectures;

/// <summary>One axis of parallel instances below a memory level: the rows or columns of a PE array, the cores of a chip.</summary>
/// <param name="Name">Unique in the architecture: <c>rows</c>, <c>X</c>.</param>
/// <param name="Size">Instances, at least 1.</param>
/// <param name="Multicast">Operands of which one read above serves every instance along the axis that needs the same element; others are read once an instance.</param>
/// <param name="Reduces">Whether partial sums of one output element are added on the way along the axis; if not, each instance's sum is written above and added there.</param>
public sealed record SpatialAxis(string Name, int Size, OperandSet Multicast = OperandSet.Input | OperandSet.Weight, bool Reduces = true)
{
    /// <summary>
    /// Operands of which every instance along the axis works on the same elements, because the hardware has one memory for all of them where this description
    /// has one for each: no dimension that indexes such an operand may be spread over the axis.
    /// </summary>
    public OperandSet Shared { get; init; }

    /// <summary>Whether one transfer of an operand serves all instances along the axis that a dimension which the operand does not use is dealt to.</summary>
    public bool Merges(Operand operand) => operand == Operand.Output ? Reduces : Multicast.Has(operand);
}
