namespace HwAgent.Dataflow.Compilation;

/// <summary>The loops of <see cref="ScheduleWalk"/> whose rounds repeat.</summary>
public enum WalkLoop
{
    /// <summary>Chunks of K within a block; a round is one chunk.</summary>
    Depth,

    /// <summary>Blocks within a pass of the outer loop; a round is two blocks.</summary>
    Inner,

    /// <summary>Passes of the outer loop; a round is two passes.</summary>
    Outer,
}
