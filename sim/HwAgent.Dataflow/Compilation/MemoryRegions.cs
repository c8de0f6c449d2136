namespace HwAgent.Dataflow.Compilation;

/// <summary>First beats of the operands of one product in memory.</summary>
public readonly record struct MemoryRegions(uint Activations, uint Weights, uint Parameters, uint Table, uint Residual, uint Result);
