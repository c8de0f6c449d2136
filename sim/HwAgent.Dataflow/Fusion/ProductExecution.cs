using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>A product of a group on one size of tile.</summary>
/// <param name="Operator">Index in the segment.</param>
/// <param name="Problem">The product on one tile.</param>
/// <param name="Resident">Operands that lie in the shared buffer.</param>
/// <param name="ReservedBits">What the group's tensors take of the shared buffer meanwhile.</param>
/// <param name="Count">Executions in one pass of the segment.</param>
internal readonly record struct ProductExecution(int Operator, TensorProblem Problem, OperandSet Resident, long ReservedBits, long Count)
{
    /// <summary>Level of the off-chip memory in what the product sees: the level of resident tensors stands in front of it.</summary>
    public int DramLevel => Resident == OperandSet.None ? 0 : 1;
}
