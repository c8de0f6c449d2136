using System.Numerics;
using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the memory engine sees in one cycle.</summary>
internal readonly record struct DmaInputs
{
    /// <summary>At the head of the memory queue; null when it is empty.</summary>
    public Instruction? Instruction { get; init; }

    /// <summary>A bit for each kind of LOAD: a destination is free.</summary>
    public int Free { get; init; }

    /// <summary>A finished output half waits.</summary>
    public bool OutputFull { get; init; }

    public bool RequestReady { get; init; }

    public bool ReadValid { get; init; }

    public bool WriteReady { get; init; }

    /// <summary>The beat read from the output buffer in the cycle before.</summary>
    public BigInteger StoreData { get; init; }
}
