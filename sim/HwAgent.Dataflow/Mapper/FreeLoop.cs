namespace HwAgent.Dataflow.Mapper;

/// <summary>A loop of a <see cref="FreeNest"/>.</summary>
/// <param name="Level">Index of the memory level.</param>
/// <param name="Axis">Of the level's fanout; -1 for a loop in time.</param>
/// <param name="Dimension">Index of the problem's dimension.</param>
/// <param name="Step">Elements of the dimension for one iteration or instance.</param>
internal readonly record struct FreeLoop(int Level, int Axis, int Dimension, long Step)
{
    /// <summary>Where it stands: loops in time of a level come before those in space.</summary>
    public int Place => 2 * Level + (Axis < 0 ? 0 : 1);
}
