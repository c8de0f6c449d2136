namespace HwAgent.Dataflow.Analysis;

/// <summary>What is left of a <see cref="ChunkTally"/> when its room is given back.</summary>
/// <param name="Chunks">Chunks of all extents.</param>
/// <param name="Elements">Their elements.</param>
internal readonly record struct ChunkSums(long Chunks, long Elements);
