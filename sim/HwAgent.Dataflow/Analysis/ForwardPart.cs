namespace HwAgent.Dataflow.Analysis;

/// <summary>Which of the <see cref="ForwardSums"/>.</summary>
internal enum ForwardPart
{
    First,
    Last,
    Whole,
    ChildFirst,
    ChildLast,
    ChildWhole,
}
