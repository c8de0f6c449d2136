using HwAgent.Dataflow.Problems;

namespace HwAgent.Dataflow.Analysis;

/// <summary>A link some of whose transfers go through ports, with what its transfers are computed from.</summary>
/// <param name="Index">Of the link.</param>
/// <param name="Operand">Whose elements.</param>
/// <param name="Parent">The outer level.</param>
/// <param name="Child">The inner level; the number of levels for the multipliers.</param>
/// <param name="Bits">Width of what comes down.</param>
/// <param name="Own">The operand's dimensions.</param>
/// <param name="Others">The other ones.</param>
internal sealed record TimedLink(int Index, Operand Operand, int Parent, int Child, int Bits, int[] Own, int[] Others)
{
    /// <summary>The product of its dimensions' elements.</summary>
    /// <param name="nodes">By dimension.</param>
    public ForwardSums Elements(DimensionNode[] nodes)
    {
        var product = ForwardSums.One;
        foreach (var d in Own) product.Multiply(nodes[d].Sums(Index));
        return product;
    }

    /// <summary>Instances that take part, those that share one transfer counted once.</summary>
    /// <param name="nodes">By dimension.</param>
    public long Copies(DimensionNode[] nodes)
    {
        var product = 1L;
        foreach (var d in Others) product *= nodes[d].Sums(Index).Copies;
        return product;
    }
}
