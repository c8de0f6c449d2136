using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>What the figures of one level need besides its transfers.</summary>
/// <param name="Elements">The number of the count of output elements that the first instance ever holds.</param>
/// <param name="Parts">Of the count of instances that share the sum of one element.</param>
/// <param name="Tiles">By operand: of the largest tile; -1 if it passes by.</param>
/// <param name="SizeBits">Room; the largest number if unbounded.</param>
/// <param name="Buffers">Buffers of each tile.</param>
/// <param name="ReadPicojoules">A bit read.</param>
/// <param name="WritePicojoules">A bit written.</param>
/// <param name="Widths">By operand in its final width.</param>
internal sealed record CompactLevel(int Elements, int Parts, int[] Tiles, long SizeBits, int Buffers, double ReadPicojoules, double WritePicojoules, int[] Widths)
{
    /// <summary>Whether the tiles fit.</summary>
    public bool Fits(ReadOnlySpan<long> totals, int outputBits)
    {
        if (SizeBits == long.MaxValue) return true;
        var bits = 0L;
        for (var operand = 0; operand < Tiles.Length; operand++)
        {
            if (Tiles[operand] >= 0) bits += totals[Tiles[operand]] * (operand == (int)Operand.Output ? outputBits : Widths[operand]);
        }

        return bits * Buffers <= SizeBits;
    }
}
