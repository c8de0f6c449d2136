namespace HwAgent.Dataflow.Analysis;

/// <summary>Iterations of a temporal loop, one after the other, in which every instance has the same to do.</summary>
/// <param name="Length">Iterations, at least 1.</param>
/// <param name="Node">The chunks in one of them.</param>
/// <param name="Before">The chunks of the iteration before, of the instances that have this one: what they give up for it.</param>
internal readonly record struct IterationGroup(long Length, DimensionNode Node, DimensionNode Before);
