using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>A link some of whose transfers go through ports, with what its transfers are computed from.</summary>
/// <param name="Index">Of the link.</param>
/// <param name="Operand">Whose elements.</param>
/// <param name="Parent">The outer level.</param>
/// <param name="Child">The inner level; the number of levels for the multipliers.</param>
/// <param name="Bits">Width of what comes down.</param>
/// <param name="Dimensions">Those of the operand, bit by bit.</param>
/// <param name="Own">The operand's dimensions of more than one element.</param>
/// <param name="Others">The other ones.</param>
internal sealed record TimedLink(int Index, Operand Operand, int Parent, int Child, int Bits, int Dimensions, int[] Own, int[] Others)
{
    /// <summary>Whether a dimension indexes the operand.</summary>
    public bool Uses(int dimension) => (Dimensions >> dimension & 1) != 0;

    /// <summary>Elements in the first iterations, of the first parent and of the first child.</summary>
    public (long All, long Child) First(DimensionNode[] nodes)
    {
        var product = (1L, 1L);
        foreach (var d in Own)
        {
            ref readonly var sums = ref nodes[d].Sums(Index);
            product = (product.Item1 * sums.First, product.Item2 * sums.ChildFirst);
        }

        return product;
    }

    /// <summary>Elements in each instance's last iterations.</summary>
    public (long All, long Child) Last(DimensionNode[] nodes)
    {
        var product = (1L, 1L);
        foreach (var d in Own)
        {
            ref readonly var sums = ref nodes[d].Sums(Index);
            product = (product.Item1 * sums.Last, product.Item2 * sums.ChildLast);
        }

        return product;
    }

    /// <summary>Elements that no temporal loop further in cuts.</summary>
    public (long All, long Child) Whole(DimensionNode[] nodes)
    {
        var product = (1L, 1L);
        foreach (var d in Own)
        {
            ref readonly var sums = ref nodes[d].Sums(Index);
            if (sums.Whole == 0) return (0, 0);
            product = (product.Item1 * sums.Whole, product.Item2 * sums.ChildWhole);
        }

        return product;
    }

    /// <summary>Instances that take part, those that share one transfer counted once.</summary>
    public long Copies(DimensionNode[] nodes)
    {
        var product = 1L;
        foreach (var d in Others) product *= nodes[d].Sums(Index).Copies;
        return product;
    }
}
