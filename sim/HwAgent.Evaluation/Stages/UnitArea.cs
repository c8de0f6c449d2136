namespace HwAgent.Evaluation.Stages;

/// <summary>Area of one kind of unit in the accelerator, all instances together, without the units below it.</summary>
public sealed record UnitArea(string Module, int Instances, double AreaGateEquivalents, int FlipFlops, long MemoryBits);
