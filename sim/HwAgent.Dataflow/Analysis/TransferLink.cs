using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>A way of one operand: from a level that keeps it to the next inner one that does, or to the multipliers.</summary>
/// <param name="Operand">Whose elements.</param>
/// <param name="Parent">The outer level.</param>
/// <param name="Child">The inner level; the number of levels for the multipliers.</param>
internal readonly record struct TransferLink(Operand Operand, int Parent, int Child);
