using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the accelerator sees in one cycle.</summary>
/// <param name="Instruction">The instruction offered; null for none.</param>
/// <param name="RequestReady">The memory takes a request.</param>
/// <param name="ReadValid">The memory offers a read beat.</param>
/// <param name="WriteReady">The memory takes a write beat.</param>
internal readonly record struct AcceleratorInputs(Instruction? Instruction, bool RequestReady, bool ReadValid, bool WriteReady);
