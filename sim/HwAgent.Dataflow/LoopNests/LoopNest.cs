namespace HwAgent.Dataflow.LoopNests;

/// <summary>
/// A mapping of a problem to an architecture: one <see cref="LevelNest"/> a memory level, outermost first. Read from the outside in, each loop cuts what
/// the loop of the same dimension outside of it handed down; the first one cuts the whole dimension. Steps need not divide: edges are ragged. Below the
/// innermost loop of every dimension one element is left.
/// </summary>
/// <param name="Levels">As many as the architecture's.</param>
public sealed record LoopNest(IReadOnlyList<LevelNest> Levels);
