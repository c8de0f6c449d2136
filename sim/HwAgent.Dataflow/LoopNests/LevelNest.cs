using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.LoopNests;

/// <summary>
/// The loops of one memory level. What the level holds of an operand is the tile that its temporal loops walk over, so it stays in place while they run:
/// the loops of the outermost level are the outermost loops of the nest.
/// </summary>
/// <param name="Temporal">Outermost first.</param>
/// <param name="Spatial">Below the temporal loops, over the level's fanout; outermost first.</param>
/// <param name="Keeps">The operands held here; the others pass by.</param>
public sealed record LevelNest(IReadOnlyList<TemporalLoop> Temporal, IReadOnlyList<SpatialLoop> Spatial, OperandSet Keeps = OperandSet.All);
