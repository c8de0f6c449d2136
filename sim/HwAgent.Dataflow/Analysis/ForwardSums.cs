namespace HwAgent.Dataflow.Analysis;

/// <summary>What one dimension contributes to the transfers of a link from one place of the nest, the loops from there to the child taken together.</summary>
internal struct ForwardSums
{
    /// <summary>Elements in the first iterations, over the instances below the first parent; 0 before they are counted, and never after.</summary>
    public long First;

    /// <summary>Elements in each instance's last iterations.</summary>
    public long Last;

    /// <summary>Elements of the instances whose chunk no temporal loop cuts.</summary>
    public long Whole;

    /// <summary>Instances, those that share one transfer counted once.</summary>
    public long Copies;

    /// <summary>The first instance's share of <see cref="First"/>.</summary>
    public long ChildFirst;

    /// <summary>The first instance's share of <see cref="Last"/>.</summary>
    public long ChildLast;

    /// <summary>The first instance's share of <see cref="Whole"/>.</summary>
    public long ChildWhole;
}
