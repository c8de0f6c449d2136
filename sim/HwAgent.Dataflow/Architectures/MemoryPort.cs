using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Architectures;

/// <summary>One port of a memory level. All that it serves shares its bandwidth; ports work at the same time.</summary>
/// <param name="Name">For messages and reports.</param>
/// <param name="BitsPerCycle">Above 0, for each instance of the level.</param>
/// <param name="Serves">Bit 4 * operand + transfer is set for what goes through it.</param>
public sealed record MemoryPort(string Name, double BitsPerCycle, int Serves)
{
    /// <summary>Every operand, every direction.</summary>
    public const int Everything = 0xFFF;

    /// <summary>Both kinds of read of every operand.</summary>
    public const int Reads = 0xAAA;

    /// <summary>Both kinds of write of every operand.</summary>
    public const int Writes = 0x555;

    /// <summary>The bit of an operand and a direction in <see cref="Serves"/>.</summary>
    public static int Bit(Operand operand, Transfer transfer) => 1 << (4 * (int)operand + (int)transfer);
}
