using HwAgent.Dataflow.Architectures;

namespace HwAgent.Dataflow.Formats;

/// <summary>An architecture, and what its file says about the operands.</summary>
/// <param name="Architecture">The hardware.</param>
/// <param name="Bits">Widths that the file fixes for every operand (Timeloop's <c>datawidth</c>, ZigZag's <c>input_precision</c>); null when it fixes none.</param>
public sealed record ArchitectureFile(Architecture Architecture, OperandBits? Bits);
