using HwAgent.Dataflow.Architectures;
using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>
/// Where a tensor's elements are in DRAM. Bursts that follow each other go round <see cref="BanksInTurn"/> banks, then to the next column, at the end of the
/// rows to the next banks, at last to the next rows: with one bank that is DRMap's order of columns, banks, rows (Putra et al., DAC 2020), with more of them
/// bank groups take turns. The rows that are open together so are a row set.
/// <para>
/// In lines: along the first dimension of the order, one line after the other along the second, in blocks for the others. A line's pitch is rounded up so
/// that lines never straddle a row set without need: to a power of two up to a row set, to whole row sets beyond. A block begins with a row set.
/// In tiles: each tile that the mapping moves lies in one piece, at a pitch rounded up in the same way.
/// </para>
/// </summary>
/// <param name="Order">In lines: the tensor's dimensions, innermost first; those that are left out follow in the problem's order, and those of size 1 do not matter. In tiles: empty.</param>
/// <param name="IsTiled">In tiles rather than in lines.</param>
public sealed record DramLayout(IReadOnlyList<int> Order, bool IsTiled = false)
{
    /// <summary>1, or a power of two up to the number of banks.</summary>
    public int BanksInTurn { get; init; } = 1;

    /// <summary>A layout of a kind: the last dimension of the problem that the tensor uses is innermost (row-major for matrices), or the first one, or tiles.</summary>
    public static DramLayout Of(DramLayoutKind kind, TensorProblem problem, Operand operand) => kind switch
    {
        DramLayoutKind.RowMajor => new DramLayout([.. Long(problem, operand).Reverse()]),
        DramLayoutKind.ColumnMajor => new DramLayout([.. Long(problem, operand)]),
        _ => new DramLayout([], IsTiled: true),
    };

    /// <summary>The layouts that are worth a try: of each kind, with as many banks in turn as can be faster than one.</summary>
    public static IReadOnlyList<DramLayout> Candidates(IEnumerable<DramLayoutKind> kinds, TensorProblem problem, Operand operand, DramGeometry geometry)
    {
        var turns = Turns(geometry);
        return [.. kinds.SelectMany(k => turns.Select(t => Of(k, problem, operand) with { BanksInTurn = t }))];
    }

    /// <summary>Banks in turn that are worth a try.</summary>
    internal static IEnumerable<int> Turns(DramGeometry geometry) => geometry.SameRowBurstCycles > geometry.BurstCycles ? ((int[])[1, 2, geometry.Banks]).Where(t => t <= geometry.Banks).Distinct() : [1];

    /// <summary>As people write it: <c>Weights[N][K]</c>, the dimension that runs fastest last, or <c>Weights in tiles</c>.</summary>
    public string Describe(TensorProblem problem, Operand operand)
    {
        var place = IsTiled ? " in tiles" : $"[{string.Join("][", Order.Reverse().Select(d => problem.Dimensions[d].Name))}]";
        return $"{problem.Tensor(operand).Name}{place}{(BanksInTurn > 1 ? $", {BanksInTurn} banks in turn" : "")}";
    }

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
