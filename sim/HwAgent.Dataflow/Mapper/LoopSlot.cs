namespace HwAgent.Dataflow.Mapper;

/// <summary>A place for one loop of a dimension in a nest.</summary>
/// <param name="Level">The memory level.</param>
/// <param name="Axis">The axis of the level's fanout; -1 for the loop in time.</param>
internal readonly record struct LoopSlot(int Level, int Axis)
{
    /// <summary>In time rather than in space.</summary>
    public bool IsTemporal => Axis < 0;
}
