namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>One instance at one step. The first instance has the name 0.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Chunks">What it has of each dimension.</param>
/// <param name="Iterations">How many iterations each loop outside has in the instance's own enclosing chunk, those of this step.</param>
/// <param name="Indices">Which of them this step is in; 0 for loops in space.</param>
internal sealed record SimulatedPlace(ulong Key, SimulatedChunk[] Chunks, long[] Iterations, long[] Indices);
