namespace HwAgent.Dataflow.Tests.Analysis;

/// <summary>A range of one dimension.</summary>
internal readonly record struct SimulatedChunk(long From, long Extent);
