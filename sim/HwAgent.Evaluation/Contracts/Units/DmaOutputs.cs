using System.Numerics;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the memory engine does in one cycle.</summary>
internal readonly record struct DmaOutputs
{
    /// <summary>The instruction offered starts.</summary>
    public bool Starts { get; init; }

    /// <summary>A bit for each kind of LOAD: its free destination is taken.</summary>
    public int TakeFree { get; init; }

    public bool TakeOutputFull { get; init; }

    /// <summary>A bit for each kind of LOAD: its destination is full.</summary>
    public int GiveFull { get; init; }

    public bool GiveOutputFree { get; init; }

    /// <summary>The request on the port; null for none.</summary>
    public MemoryBurst? Request { get; init; }

    public bool ReadReady { get; init; }

    /// <summary>The beat that goes into a scratchpad.</summary>
    public DmaBeat? Loaded { get; init; }

    /// <summary>The beat that is read from the output buffer.</summary>
    public DmaBeat? Stored { get; init; }

    /// <summary>The write beat on the port; null for none.</summary>
    public BigInteger? Written { get; init; }

    public bool IsIdle { get; init; }
}
