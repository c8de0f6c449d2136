namespace HwAgent.Core.Compression;

/// <summary>What a budget counts: bytes, operations, or what a mapper says of an accelerator. Additive over rows.</summary>
public interface IUnitCost
{
    /// <summary>The unit of the cost, for reports.</summary>
    string Name { get; }

    /// <summary>Cost of a range of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="bits">Width of their weights: 2, 3, 4 or 8.</param>
    long Cost(RowRange rows, int bits);
}
