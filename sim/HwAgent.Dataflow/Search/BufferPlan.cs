namespace HwAgent.Dataflow.Search;

/// <summary>A division of the on-chip memory and what no design within it can go below.</summary>
/// <param name="Bits">What each consumer may take.</param>
/// <param name="CyclesBound">Sum over the products of the least bound of any mapping that fits, repeats included.</param>
/// <param name="EnergyBound">The same for energy.</param>
internal readonly record struct BufferPlan(BufferBits Bits, long CyclesBound, double EnergyBound);
