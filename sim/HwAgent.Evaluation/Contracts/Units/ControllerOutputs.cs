using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the array controller does in one cycle.</summary>
internal readonly record struct ControllerOutputs
{
    /// <summary>The instruction offered starts.</summary>
    public bool Starts { get; init; }

    /// <summary>Bits {table, parameters, weights, activations}: operands that are taken.</summary>
    public int TakeFull { get; init; }

    public bool TakeOutputFree { get; init; }

    public bool TakeResidual { get; init; }

    /// <summary>Bits {weights, activations}: operands that are used up.</summary>
    public int GiveFree { get; init; }

    /// <summary>The instruction under way; null for none.</summary>
    public Instruction? Running { get; init; }

    /// <summary>This cycle of its walk.</summary>
    public WalkCycle Walk { get; init; }
}
