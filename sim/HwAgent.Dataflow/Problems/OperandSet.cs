namespace HwAgent.Dataflow.Problems;

/// <summary>A set of operands; bit i is <see cref="Operand"/> i.</summary>
[Flags]
public enum OperandSet
{
    None = 0,
    Input = 1 << Operand.Input,
    Weight = 1 << Operand.Weight,
    Output = 1 << Operand.Output,
    All = Input | Weight | Output,
}
