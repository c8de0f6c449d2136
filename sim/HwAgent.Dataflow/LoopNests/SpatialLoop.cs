namespace HwAgent.Dataflow.LoopNests;

/// <summary>A loop in space: deals the part of a dimension that it is given to instances along an axis, <paramref name="Step"/> each; the last one takes what is left, and instances behind it are idle.</summary>
/// <param name="Dimension">Index of the problem's dimension.</param>
/// <param name="Step">Elements of the dimension for one instance, at least 1.</param>
/// <param name="Axis">Index of the axis in the level's fanout; the instances that loops of one axis use multiply.</param>
public readonly record struct SpatialLoop(int Dimension, long Step, int Axis);
