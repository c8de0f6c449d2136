using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>The numbers of the counts of one <see cref="TransferLink"/>, over all instances and for the busiest ones.</summary>
/// <param name="Operand">Whose elements.</param>
/// <param name="Parent">The outer level.</param>
/// <param name="Child">The inner level; the number of levels for the multipliers.</param>
/// <param name="Merged">What the parent reads or is written.</param>
/// <param name="Each">What the child is written or reads.</param>
/// <param name="Once">Visits, one for all instances that share an element.</param>
/// <param name="BusiestMerged">Of the first parent.</param>
/// <param name="BusiestEach">Of the first child.</param>
internal readonly record struct CompactLink(Operand Operand, int Parent, int Child, int Merged, int Each, int Once, int BusiestMerged, int BusiestEach);
