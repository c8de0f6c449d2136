namespace HwAgent.Dataflow.Architectures;

/// <summary>A change to an architecture: what is null stays.</summary>
/// <param name="Array">Sizes of the axes of the level with the most instances below it, in its order.</param>
/// <param name="BufferBits">Size of the outermost bounded level.</param>
/// <param name="DramBitsPerCycle">Bandwidth of the outermost level; several ports share it as they do now.</param>
public sealed record ArchitectureVariant(IReadOnlyList<int>? Array, long? BufferBits, double? DramBitsPerCycle);
