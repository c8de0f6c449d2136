namespace HwAgent.Dataflow.Fusion;

/// <summary>One tensor between the operators of a segment, as large as one pass of the segment makes it.</summary>
/// <param name="Name">The operator that makes it, or what it is; unique in its segment.</param>
/// <param name="Elements">Elements.</param>
/// <param name="Bits">Width of an element.</param>
/// <param name="Kind">What it is to the model.</param>
/// <param name="Producer">Index of the operator that makes it; -1: it comes from outside of the segment.</param>
/// <param name="Leaves">Whether someone outside of the segment reads it: the result, keys and values for the cache.</param>
public sealed record GraphTensor(string Name, long Elements, int Bits, TrafficKind Kind, int Producer, bool Leaves)
{
    /// <summary>Operators that read it, in order.</summary>
    public IReadOnlyList<int> Consumers { get; init; } = [];

    /// <summary>Size in bits.</summary>
    public long SizeBits => Elements * Bits;
}
