namespace HwAgent.Core.Workloads;

/// <summary>The sizes of one transformer block where pruning left blocks that differ.</summary>
/// <param name="KeyValueHeads">Key and value heads; each keeps the query heads that share it.</param>
/// <param name="IntermediateSize">Width inside the MLP.</param>
public readonly record struct BlockShape(int KeyValueHeads, int IntermediateSize);
