using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// Where a tensor's elements are in DRAM: lines along the first dimension of the order, one after the other along the second, in blocks for the others. A
/// line's pitch is rounded up so that lines never straddle a row without need: to a power of two up to a row, to whole rows beyond. A block begins with a row.
/// </summary>
/// <param name="Order">The tensor's dimensions, innermost first; those that are left out follow in the problem's order, and those of size 1 do not matter.</param>
public sealed record DramLayout(IReadOnlyList<int> Order)
{
    /// <summary>The last dimension of the problem that the tensor uses is innermost: row-major for matrices.</summary>
    public static DramLayout RowMajor(TensorProblem problem, Operand operand) => new([.. Long(problem, operand).Reverse()]);

    /// <summary>The first one is innermost.</summary>
    public static DramLayout ColumnMajor(TensorProblem problem, Operand operand) => new([.. Long(problem, operand)]);

    /// <summary>The dimensions of the tensor of more than one element, innermost first.</summary>
    /// <exception cref="ArgumentException">The order names a dimension twice, or one that the tensor does not use.</exception>
    internal int[] Complete(TensorProblem problem, Operand operand)
    {
        var used = Used(problem, operand).ToList();
        if (Order.Distinct().Count() < Order.Count || Order.Except(used).Any())
        {
            throw new ArgumentException($"the layout of {problem.Tensor(operand).Name} has the order {string.Join(", ", Order)}; its dimensions are {string.Join(", ", used)}");
        }

        return [.. Order.Concat(used.Except(Order)).Where(d => problem.Dimensions[d].Size > 1)];
    }

    private static IEnumerable<int> Used(TensorProblem problem, Operand operand) => Enumerable.Range(0, problem.Dimensions.Count).Where(problem.Tensor(operand).Uses);

    private static IEnumerable<int> Long(TensorProblem problem, Operand operand) => Used(problem, operand).Where(d => problem.Dimensions[d].Size > 1);
}
