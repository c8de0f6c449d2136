using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Mapper;

/// <summary>A mapping without its steps: what each level keeps and in which order its loops in time run.</summary>
/// <param name="Keeps">By level, outermost first.</param>
/// <param name="Orders">By level: the dimensions, outermost first; dimensions of size 1 are left out.</param>
internal sealed record NestSkeleton(OperandSet[] Keeps, int[][] Orders)
{
    /// <summary>Levels that keep an operand, outermost first.</summary>
    public int[] Keepers(Operand operand) => [.. Enumerable.Range(0, Keeps.Length).Where(l => l == 0 || Keeps[l].Has(operand))];

    /// <summary>Where the loop in time of a dimension stands in the order of a level; -1 if nowhere.</summary>
    public int Position(int level, int dimension) => Array.IndexOf(Orders[level], dimension);
}
