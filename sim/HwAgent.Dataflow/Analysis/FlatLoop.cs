namespace HwAgent.Dataflow.Analysis;

/// <summary>One loop of the nest written out from the outside in.</summary>
/// <param name="Level">The level that it belongs to.</param>
/// <param name="Dimension">What it cuts.</param>
/// <param name="Step">Elements of one piece.</param>
/// <param name="Axis">The axis of a spatial loop; -1 for a temporal one.</param>
internal readonly record struct FlatLoop(int Level, int Dimension, long Step, int Axis)
{
    /// <summary>In time rather than in space.</summary>
    public bool IsTemporal => Axis < 0;
}
