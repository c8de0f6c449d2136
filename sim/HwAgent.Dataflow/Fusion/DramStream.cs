namespace HwAgent.Dataflow.Fusion;

/// <summary>A tensor or a part of it that goes to or from the off-chip memory in pieces, in the order in which it lies there: what the vector unit works on, what is loaded to stay, results that leave the shared buffer.</summary>
/// <param name="Bits">In all.</param>
/// <param name="Width">Of an element.</param>
/// <param name="Pieces">Transfers.</param>
/// <param name="IsWritten">Written rather than read.</param>
internal readonly record struct DramStream(long Bits, int Width, long Pieces, bool IsWritten);
