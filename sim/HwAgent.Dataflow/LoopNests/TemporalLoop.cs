namespace HwAgent.Dataflow.LoopNests;

/// <summary>A loop in time: cuts the part of a dimension that it is given into pieces of <paramref name="Step"/>; the last piece is what is left.</summary>
/// <param name="Dimension">Index of the problem's dimension.</param>
/// <param name="Step">Elements of the dimension that one iteration handles, at least 1.</param>
public readonly record struct TemporalLoop(int Dimension, long Step);
