namespace HwAgent.Core.Compression;

/// <summary>What <see cref="Compressor"/> is asked for: a budget, or a plan.</summary>
public sealed record CompressionRequest
{
    /// <summary>Widths are chosen for it; null with a plan.</summary>
    public CompressionBudget? Budget { get; init; }

    /// <summary>Widths, and what pruning keeps, are given; null with a budget.</summary>
    public CompressionPlan? Plan { get; init; }

    public CompressionSettings Settings { get; init; } = new();

    /// <summary>What the budget counts; bytes as stored when null. Sizes and bits a weight are budgets of bytes alone.</summary>
    public IUnitCost? Cost { get; init; }

    /// <summary>Part of the heads' and MLP channels' cost to prune, 0 to below 1.</summary>
    public double PrunedShare { get; init; }

    /// <summary>Blocks of the least influence to take out.</summary>
    public int PrunedBlocks { get; init; }

    /// <summary>MLP channels are pruned in multiples of this.</summary>
    public int ChannelMultiple { get; init; } = 8;

    /// <summary>Further budgets that the report compares; each costs a run over the calibration text.</summary>
    public int CurvePoints { get; init; } = 6;
}
