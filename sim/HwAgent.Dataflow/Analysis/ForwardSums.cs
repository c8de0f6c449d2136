namespace HwAgent.Dataflow.Analysis;

/// <summary>What one dimension contributes to the transfers of a link from one place of the nest, the loops from there to the child taken together.</summary>
/// <param name="IsKnown">False before they are computed.</param>
/// <param name="First">Elements in the first iterations, over the instances below the first parent.</param>
/// <param name="Last">Elements in each instance's last iterations.</param>
/// <param name="Whole">Elements of the instances whose chunk no temporal loop cuts.</param>
/// <param name="Copies">Instances, those that share one transfer counted once.</param>
/// <param name="ChildFirst">The first instance's share of <paramref name="First"/>.</param>
/// <param name="ChildLast">The first instance's share of <paramref name="Last"/>.</param>
/// <param name="ChildWhole">The first instance's share of <paramref name="Whole"/>.</param>
internal readonly record struct ForwardSums(bool IsKnown, long First, long Last, long Whole, long Copies, long ChildFirst, long ChildLast, long ChildWhole);
