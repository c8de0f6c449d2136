namespace HwAgent.Dataflow.Search;

/// <summary>A division of the on-chip memory and what no design within it can go below.</summary>
/// <param name="ActivationBits">For the activation scratchpad.</param>
/// <param name="WeightBits">For the weight scratchpad.</param>
/// <param name="LaneBits">For accumulators, output buffers and parameters.</param>
/// <param name="CyclesBound">Sum over the products of the least bound of any mapping that fits, repeats included.</param>
/// <param name="EnergyBound">The same for energy.</param>
internal readonly record struct BufferPlan(long ActivationBits, long WeightBits, long LaneBits, long CyclesBound, double EnergyBound);
