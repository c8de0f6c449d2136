namespace HwAgent.Dataflow.Architectures;

/// <summary>What a memory level is made of.</summary>
public enum MemoryKind
{
    /// <summary>Off-chip memory, the outermost level: unbounded unless a size is given.</summary>
    Dram,

    /// <summary>On-chip macro.</summary>
    Sram,

    /// <summary>Flip-flops or latches beside the multipliers.</summary>
    Register,
}
