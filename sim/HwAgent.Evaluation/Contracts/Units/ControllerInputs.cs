using HwAgent.Dataflow.Instructions;

namespace HwAgent.Evaluation.Contracts.Units;

/// <summary>What the array controller sees in one cycle.</summary>
/// <param name="Instruction">At the head of the array queue; null when it is empty.</param>
/// <param name="Full">Bits {table, parameters, weights, activations}: operands that are there.</param>
/// <param name="OutputFree">An output half is free.</param>
/// <param name="ResidualFull">An output half holds residuals.</param>
internal readonly record struct ControllerInputs(Instruction? Instruction, int Full, bool OutputFree, bool ResidualFull);
