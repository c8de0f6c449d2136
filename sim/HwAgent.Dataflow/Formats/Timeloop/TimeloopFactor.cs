using HwAgent.Dataflow.Specification;

namespace HwAgent.Dataflow.Formats.Timeloop;

/// <summary>One factor of a constraint or of a mapping.</summary>
/// <param name="Dimension">The problem's dimension.</param>
/// <param name="Relation"><c>=</c>, <c>&lt;=</c> or <c>&gt;=</c>.</param>
/// <param name="Bound">Iterations; 0 for what the others leave.</param>
/// <param name="Residual">Iterations in the last pass of the loops outside of it; null for the same.</param>
/// <param name="At">Where it stands.</param>
internal sealed record TimeloopFactor(string Dimension, string Relation, long Bound, long? Residual, SpecNode At);
