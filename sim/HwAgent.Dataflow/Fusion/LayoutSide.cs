using HwAgent.Dataflow.Analysis;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Fusion;

/// <summary>A product that makes or reads a tensor in DRAM.</summary>
/// <param name="Group">Index of its group in the division.</param>
/// <param name="Execution">Index in the group's plan.</param>
/// <param name="Operand">What the tensor is to it.</param>
/// <param name="IsTurned">Whether the tensor's rows are columns of the operand.</param>
internal readonly record struct LayoutSide(int Group, int Execution, Operand Operand, bool IsTurned)
{
    /// <summary>The layout of the operand for a kind of layout of the tensor.</summary>
    public DramLayoutKind Kind(DramLayoutKind ofTensor) => (IsTurned, ofTensor) switch
    {
        (true, DramLayoutKind.RowMajor) => DramLayoutKind.ColumnMajor,
        (true, DramLayoutKind.ColumnMajor) => DramLayoutKind.RowMajor,
        _ => ofTensor,
    };
}
