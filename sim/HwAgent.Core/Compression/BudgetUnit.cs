namespace HwAgent.Core.Compression;

/// <summary>How a budget is stated.</summary>
public enum BudgetUnit
{
    /// <summary>Bits a weight, scales included: eight times the bytes over the weights of the (pruned) model.</summary>
    BitsPerWeight,

    /// <summary>Percent of the cost of the unpruned model with 8-bit weights.</summary>
    Percent,

    Bytes,
}
